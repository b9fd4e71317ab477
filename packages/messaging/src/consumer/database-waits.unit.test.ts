import { expect, test } from 'vitest'
import { createWaits } from './database-waits.ts'

test('the longest wait counts, from its first failure to its end', () => {
  let now = 1_000
  const waits = createWaits(() => now)
  const [first, second] = [{}, {}]
  expect(waits.longestMs).toBe(0)
  waits.begin(first)
  now += 5
  waits.begin(second)
  waits.begin(first)
  now += 5
  expect(waits.longestMs).toBe(10)
  waits.end(first)
  expect(waits.longestMs).toBe(5)
  waits.end(second)
  waits.end({})
  expect(waits.longestMs).toBe(0)
})
