import type { Frame } from '../../src/api.ts'

/** What happened between two frames, per second, and how things stood at its end. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly created: number
  readonly completed: number
  readonly rejected: number
  readonly cancelled: number
  /** Events of each type per second. */
  readonly events: Readonly<Record<string, number>>
  /** Of orders that ended lately, in ms; undefined if none did. */
  readonly p50: number | undefined
  readonly p99: number | undefined
  /** Messages by consumer group; undefined while the broker is away. */
  readonly lag: Readonly<Record<string, number>> | undefined
}

/** About five minutes at two frames a second: what the charts show, and all that is kept. */
export const maxSamples = 600

/**
 * The sample between two frames; undefined if the later one does not come after the earlier one. Counters that went
 * back, as after a rebuild of the read models, count as no change.
 */
export function sampleBetween(before: Frame, after: Frame): Sample | undefined {
  const at = Date.parse(after.at)
  const seconds = (at - Date.parse(before.at)) / 1000
  if (!(seconds > 0)) return undefined
  const per = (later: number, earlier: number) => Math.max(0, later - earlier) / seconds
  const ordersPer = (figure: 'total' | 'completed' | 'rejected' | 'cancelled') =>
    before.orders === null || after.orders === null ? 0 : per(after.orders[figure], before.orders[figure])
  return {
    at,
    created: ordersPer('total'),
    completed: ordersPer('completed'),
    rejected: ordersPer('rejected'),
    cancelled: ordersPer('cancelled'),
    events: Object.fromEntries(
      Object.entries((before.events && after.events) ?? {}).map(([type, n]) => {
        return [type, per(n, before.events?.[type] ?? 0)]
      }),
    ),
    p50: after.sagaMs?.p50,
    p99: after.sagaMs?.p99,
    lag: after.lag ?? undefined,
  }
}

/** The samples with one more; the oldest go when there are too many. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.slice(-(maxSamples - 1)), sample]
}
