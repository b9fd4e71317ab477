import type { Aggregation, RangeFunction } from './expression.ts'

/** Measured values, the oldest first, with their times in milliseconds. */
export interface Points {
  readonly times: readonly number[]
  readonly values: readonly number[]
}

export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** Undefined where there are too few points to say anything. */
export const overTime: Readonly<
  Record<RangeFunction, (points: Points, window: Window) => number | undefined>
> = {
  rate: (points, window) => {
    const grown = increase(points, window)
    return grown === undefined ? undefined : grown / ((window.toMs - window.fromMs) / 1_000)
  },
  increase,
  deriv: slope,
  changes: ({ values }) =>
    values.length === 0
      ? undefined
      : values.filter((value, n) => n > 0 && !Object.is(value, values[n - 1])).length,
  min_over_time: ({ values }) => (values.length === 0 ? undefined : values.reduce(aggregates.min)),
}

/** Two values of a group into one. A value that is no number counts only where there is no other. */
export const aggregates: Readonly<Record<Aggregation, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  max: (a, b) => (b > a || Number.isNaN(a) ? b : a),
  min: (a, b) => (b < a || Number.isNaN(a) ? b : a),
}

/**
 * How much a counter grew, as Prometheus reckons it (`extrapolatedRate` in promql/functions.go): what was measured, carried on to the
 * ends of the window where they are near, and to no time at which the counter would have been below 0.
 */
function increase({ times, values }: Points, { fromMs, toMs }: Window): number | undefined {
  const last = values.length - 1
  if (last < 1) return undefined
  const [firstAt, lastAt, first] = [times[0], times[last], values[0]] as [number, number, number]
  let grown = (values[last] as number) - first
  for (let n = 1; n <= last; n++) {
    const [before, after] = [values[n - 1], values[n]] as [number, number]
    if (after < before) grown += before // it began anew
  }
  const measured = lastAt - firstAt
  const usual = measured / last
  const near = (gap: number) => (gap >= usual * 1.1 ? usual / 2 : gap)
  const sinceZero = grown > 0 && first >= 0 ? measured * (first / grown) : Number.POSITIVE_INFINITY
  const before = Math.min(near(firstAt - fromMs), sinceZero)
  return grown * ((measured + before + near(toMs - lastAt)) / measured)
}

/** By how much it grows a second: the slope of the line of least squares. */
function slope({ times, values }: Points): number | undefined {
  const n = values.length
  if (n < 2) return undefined
  const [began, first] = [times[0], values[0]] as [number, number]
  if (values.every(value => value === first)) return 0
  let [sumX, sumY, sumXY, sumXX] = [0, 0, 0, 0]
  values.forEach((y, at) => {
    const x = ((times[at] as number) - began) / 1_000
    sumX += x
    sumY += y
    sumXY += x * y
    sumXX += x * x
  })
  return (sumXY - (sumX * sumY) / n) / (sumXX - (sumX * sumX) / n)
}
