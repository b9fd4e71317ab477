import type { Frame } from '../../src/api.ts'
import { own } from '../lib/own.ts'

/** What happened between two frames, per second, and how things stood at its end. A rate is NaN while the database is away. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly created: number
  readonly completed: number
  readonly rejected: number
  readonly cancelled: number
  /** Orders that were open; undefined while the database is away. */
  readonly open: number | undefined
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
 *
 * @param counted the last one before it that has counts: what came since then came evenly
 */
export function sampleBetween(before: Frame, after: Frame, counted = before): Sample | undefined {
  const at = Date.parse(after.at)
  if (!(at > Date.parse(before.at))) return undefined
  const seconds = (at - Date.parse(counted.at)) / 1000
  const per = (later: number, earlier: number) => Math.max(0, later - earlier) / seconds
  const ordersPer = (figure: 'total' | 'completed' | 'rejected' | 'cancelled') =>
    counted.orders === null || after.orders === null
      ? Number.NaN
      : per(after.orders[figure], counted.orders[figure])
  const events = after.events ?? counted.events ?? {}
  return {
    at,
    created: ordersPer('total'),
    completed: ordersPer('completed'),
    rejected: ordersPer('rejected'),
    cancelled: ordersPer('cancelled'),
    open: after.orders?.open,
    events: Object.fromEntries(
      Object.entries(events).map(([type, n]) => {
        const isKnown = after.events !== null && counted.events !== null
        return [type, isKnown ? per(n, own(counted.events ?? {}, type) ?? 0) : Number.NaN]
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
