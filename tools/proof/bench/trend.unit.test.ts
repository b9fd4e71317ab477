import { expect, test } from 'vitest'
import { slope, trendsOf } from './trend.ts'

test('the slope is that of the line which fits best', () => {
  const points = [
    [0, 10],
    [1, 12],
    [2, 14],
  ] as const
  expect(slope(points)).toBeCloseTo(2)
  expect(slope([...points, [3, 16], [4, 8], [5, 30]])).toBeCloseTo(2.4, 0)
  expect(slope([[1, 5]])).toBeNaN()
})

test('a trend has both ends, the largest value, and a slope that leaves the first quarter out', () => {
  const samples = [100, 200, 300, 302, 304, 306, 308, 310, 312].map((mb, minutes) => ({
    minutes,
    figures: { mb },
  }))

  expect(trendsOf(samples)).toEqual({
    'mb.start': 100,
    'mb.end': 312,
    'mb.most': 312,
    'mb.perMinute': expect.closeTo(2),
  })
})
