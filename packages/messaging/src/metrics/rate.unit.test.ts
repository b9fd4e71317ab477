import { expect, test } from 'vitest'
import { createRate } from './rate.ts'

const at = (seconds: number) => 1_700_000_000_000 + seconds * 1_000

test('is the mean over the last ten whole seconds', () => {
  const rate = createRate()
  expect(rate.read(at(0))).toBe(0)
  for (let second = 0; second < 30; second++) {
    rate.add(3, at(second + 0.1))
    rate.add(4, at(second + 0.9))
  }
  expect(rate.read(at(30))).toBe(7)
  // The second under way does not count yet, and what is older than ten seconds no longer.
  rate.add(1_000, at(30.2))
  expect(rate.read(at(30.5))).toBe(7)
  expect(rate.read(at(31))).toBe((9 * 7 + 1_000) / 10)
})

test('falls to 0 when nothing comes any more, however long that lasts', () => {
  const rate = createRate()
  rate.add(50, at(0))
  expect([1, 10, 11, 12, 23, 100_000].map(second => rate.read(at(second)))).toEqual([5, 5, 0, 0, 0, 0])
  rate.add(20, at(100_000))
  expect(rate.read(at(100_001))).toBe(2)
})
