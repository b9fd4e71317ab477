import { expect, it } from 'vitest'
import { newPseudonym } from './pseudonyms.ts'

it('keeps nothing of who it is for without test values', () => {
  for (const prefix of ['declined-', 'slow-', 'undeliverable-'])
    expect(newPseudonym(`${prefix}ada`, false)).not.toContain(prefix.slice(0, -1))
})
