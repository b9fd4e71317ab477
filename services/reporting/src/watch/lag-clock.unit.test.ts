import { expect, test } from 'vitest'
import { createLagClock, type Reading } from './lag-clock.ts'

/** Seconds behind after each reading, two seconds apart: how many wait, how many were taken in so far. */
function secondsOf(readings: readonly (readonly [lag: number, taken: number])[]): number[] {
  const clock = createLagClock()
  return readings.map(([lag, taken], n): Reading => ({ atMs: n * 2_000, lag, taken })).map(clock)
}

test('where nothing waits it is 0', () => {
  expect(
    secondsOf([
      [0, 5],
      [0, 9],
    ]),
  ).toEqual([0, 0])
})

test('a consumer that stands still is behind since nothing waited', () => {
  expect(
    secondsOf([
      [0, 5],
      [3, 5],
      [7, 5],
      [7, 5],
    ]),
  ).toEqual([0, 2, 4, 6])
})

test('of one that stands still for longer than is kept it is an hour, whatever came', () => {
  const hours = Array.from({ length: 2_000 }, (_, n) => [n === 0 ? 0 : Math.ceil(n / 500), 5] as const)
  const seconds = secondsOf(hours)
  expect(seconds.slice(0, 3)).toEqual([0, 2, 4])
  expect(Math.max(...seconds)).toBe(3_598)
  expect(seconds.at(-1)).toBe(3_598)
})

test('one that keeps up is behind by a part of the time between two readings', () => {
  // 2,000 come in two seconds, and 50 wait.
  expect(
    secondsOf([
      [0, 0],
      [50, 1_950],
      [50, 3_950],
    ]),
  ).toEqual([0, 0.05, 0.05])
})

test('one that catches up is as far behind as what it takes in was sent', () => {
  // 10 a reading come; from the fourth on it takes in 20.
  const readings = [
    [0, 0],
    [10, 0],
    [20, 0],
    [10, 20],
    [0, 40],
  ] as const
  expect(secondsOf(readings)).toEqual([0, 2, 4, 2, 0])
})

test('what waited before the first reading waits for as long at least', () => {
  expect(
    secondsOf([
      [7, 100],
      [7, 100],
    ]),
  ).toEqual([0, 2])
})
