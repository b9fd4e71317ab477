import { expect, test } from 'vitest'
import { uuidv7 } from './ids.ts'

test('ids are UUIDv7, of now, each later than the one before, also beyond what is drawn at once', () => {
  const before = Date.now()
  const ids = Array.from({ length: 5_000 }, uuidv7)
  expect(
    ids.every(id => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true)
  expect(ids).toEqual([...new Set(ids)].sort())
  const at = Number.parseInt((ids[0] as string).replace('-', '').slice(0, 12), 16)
  expect(at).toBeGreaterThanOrEqual(before)
  expect(at).toBeLessThanOrEqual(Date.now())
  const tails = new Set(ids.map(id => id.slice(24)))
  expect(tails.size).toBe(ids.length)
})
