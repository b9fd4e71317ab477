import type { Frame, Past } from '../../src/api.ts'
import { topology } from '../generated/topology.ts'
import type { Sample } from './samples.ts'

/** How it was at a moment of the past, in the terms of now. What is not known is null, NaN or left out. */
export interface Then {
  /** The interval's beginning and end, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
  readonly frame: Frame
  readonly sample: Sample
}

/** The beginning of each interval. */
export const timesOf = ({ from, step, placed }: Past): readonly number[] =>
  placed.map((_, n) => Date.parse(from) + n * step * 1_000)

/**
 * The interval that a moment is in; the last one for a moment that is not over, which is told at most two intervals later.
 * Undefined for one that is before all or further behind, and if there is none.
 */
export function intervalAt({ from, step, placed }: Past, moment: number): number | undefined {
  const n = Math.floor((moment - Date.parse(from)) / (step * 1_000))
  const last = placed.length - 1
  return n < 0 || last < 0 || n > last + 2 ? undefined : Math.min(n, last)
}

/** A past of which nothing is known but the time. */
export const unknownAt = (moment: number): Past => ({
  ...{
    from: new Date(moment).toISOString(),
    step: 10,
    placed: [],
    completed: [],
    rejected: [],
    cancelled: [],
  },
  orders: { total: [], open: [], completed: [], rejected: [], cancelled: [] },
  ...{ p50Ms: [], p99Ms: [], revenue: [], lag: {}, deadLetters: {} },
  events: Object.fromEntries(topology.map(({ event }) => [event, []])),
})

/** What is known of an interval. */
export function thenOf(past: Past, n: number): Then {
  const from = Date.parse(past.from) + n * past.step * 1_000
  const to = from + past.step * 1_000
  const per = (count: number | null | undefined) => (count ?? Number.NaN) / past.step
  const [p50, p99] = [past.p50Ms[n] ?? undefined, past.p99Ms[n] ?? undefined]
  const ended = (past.completed[n] ?? 0) + (past.rejected[n] ?? 0) + (past.cancelled[n] ?? 0)
  const lag = Object.keys(past.lag).length === 0 ? null : rowOf(past.lag, n)
  const frame: Frame = {
    at: new Date(to).toISOString(),
    events: null,
    orders: rowOf(past.orders, n) as Frame['orders'],
    revenue: past.revenue.flatMap(({ currency, captured, refunded }) => {
      const [taken, back] = [captured[n], refunded[n]]
      return taken && back ? { currency, captured: taken, refunded: back } : []
    }),
    sagaMs: p50 === undefined || p99 === undefined ? null : { p50, p99, n: ended },
    stock: [],
    gone: [],
    recent: [],
    lag,
    // The brokers tell both, or neither.
    deadLetters: lag === null ? null : rowOf(past.deadLetters, n),
    watch: null,
  }
  const sample: Sample = {
    at: to,
    created: per(past.placed[n]),
    completed: per(past.completed[n]),
    rejected: per(past.rejected[n]),
    cancelled: per(past.cancelled[n]),
    open: past.orders.open[n] ?? undefined,
    events: Object.fromEntries(Object.entries(past.events).map(([type, counts]) => [type, per(counts[n])])),
    p50,
    p99,
    lag: lag ?? undefined,
  }
  return { from, to, frame, sample }
}

/** An interval's figures by name; null if any is not known. */
function rowOf(columns: Readonly<Record<string, readonly (number | null)[]>>, n: number) {
  const row: Record<string, number> = {}
  for (const [name, values] of Object.entries(columns)) {
    const value = values[n]
    if (value === null || value === undefined) return null
    row[name] = value
  }
  return row
}
