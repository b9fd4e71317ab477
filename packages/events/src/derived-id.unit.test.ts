import { isId } from '@orderflow/event-contracts'
import { expect, test } from 'vitest'
import { derivedId } from './derived-id.ts'

test('an id that fits stands as it is', () => {
  expect(derivedId('TRK-', 'order-1')).toBe('TRK-order-1')
  expect(derivedId('TRK-', '😀'.repeat(96))).toBe(`TRK-${'😀'.repeat(96)}`)
})

test.each(['x'.repeat(97), '😀'.repeat(100), '\ud83d'.repeat(100), 'a\0b', `sha256:${'0'.repeat(64)}`])(
  'one that does not is told by its hash: %j',
  id => {
    const derived = derivedId('TRK-', id)
    expect(derived).toMatch(/^TRK-sha256:[0-9a-f]{64}$/)
    expect(isId(derived)).toBe(true)
    expect(derivedId('TRK-', id)).toBe(derived)
    expect(derivedId('TRK-', `${id}x`)).not.toBe(derived)
  },
)

test('where it has to be of another form, so it is', () => {
  const ascii = (text: string) => /^[!-~]+$/.test(text)
  expect(derivedId('', 'order-1', ascii)).toBe('order-1')
  expect(derivedId('', 'Größe', ascii)).toMatch(/^sha256:/)
})
