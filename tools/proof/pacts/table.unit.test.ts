import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pairsStatedBy } from './interactions.ts'
import { participants } from './participants.ts'
import { tableOf } from './table.ts'

test('docs/contracts/pact.md says who uses which fields', () => {
  const text = readFileSync(new URL('../../../docs/contracts/pact.md', import.meta.url), 'utf8')
  expect(text).toContain(tableOf(participants.flatMap(consumer => pairsStatedBy(consumer, participants))))
})
