import { seededRandom } from '@orderflow/load'
import { expect, test } from 'vitest'
import { accuracy, bucketOf, millisecondsOf, percentile } from './durations.ts'

test.each([1, 2, 7, 999, 1_000, 61_234, 604_800_000])('%i ms come back within the accuracy', milliseconds => {
  const back = millisecondsOf(bucketOf(milliseconds))
  expect(Math.abs(back - milliseconds) / milliseconds).toBeLessThanOrEqual(accuracy + 1e-9)
})

test.each([0, -5, 0.2])('%d ms count as one', milliseconds => {
  expect(bucketOf(milliseconds)).toBe(bucketOf(1))
})

test('percentiles of 10,000 durations are within the accuracy of the true ones', () => {
  const random = seededRandom(7)
  const durations = Array.from({ length: 10_000 }, () => 5 + random() ** 4 * 60_000)
  const counts = Map.groupBy(durations, bucketOf)
  const buckets = [...counts].map(([bucket, all]) => ({ bucket, n: all.length }))
  const sorted = durations.toSorted((a, b) => a - b)
  for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
    const truth = sorted[Math.ceil(share * sorted.length) - 1] as number
    expect(Math.abs((percentile(buckets, share) as number) - truth) / truth).toBeLessThanOrEqual(
      accuracy + 1e-9,
    )
  }
})

test('of nothing there is no percentile', () => {
  expect(percentile([], 0.5)).toBeUndefined()
  expect(percentile([{ bucket: 3, n: 0 }], 0.5)).toBeUndefined()
})
