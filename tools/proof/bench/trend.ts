import type { Figures } from './scenario.ts'

/** What was seen at a moment. */
export interface Sample {
  /** Since the beginning. */
  readonly minutes: number
  readonly figures: Figures
}

/**
 * How figures went over time: of each its first and last value, the largest, and by how much it grew a minute. That
 * slope leaves out the first quarter, in which heaps, caches and tables grow to the size that the load asks for.
 */
export function trendsOf(samples: readonly Sample[]): Figures {
  const last = samples.at(-1)
  const later = samples.filter(({ minutes }) => minutes >= (last?.minutes ?? 0) / 4)
  const trends = Object.keys(last?.figures ?? {}).flatMap(name => {
    const values = samples.map(({ figures }) => figures[name] ?? Number.NaN)
    return [
      [`${name}.start`, values.at(0)],
      [`${name}.end`, values.at(-1)],
      [`${name}.most`, Math.max(...values)],
      [
        `${name}.perMinute`,
        slope(later.map(({ minutes, figures }) => [minutes, figures[name] ?? Number.NaN])),
      ],
    ] as const
  })
  return Object.fromEntries(trends) as Figures
}

/** Of the straight line that fits best (least squares); NaN of fewer than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (place: 0 | 1) => points.reduce((sum, point) => sum + point[place], 0) / points.length
  const [meanX, meanY] = [mean(0), mean(1)]
  const along = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return along / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
