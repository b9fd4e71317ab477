import type { Percentiles, Stats } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import { type Bucket, percentile } from './domain/durations.ts'
import { countOrders, countOutcomes, findDurations, findMinutes, sumRevenue } from './figures.ts'

const durationsOfLastSeconds = 300
const minutesShown = 60
/** Reasons are whatever events say, so there may be any number. */
const reasonsShown = 100

/** The figures of `GET /stats`. */
export async function statsOf(tx: Tx): Promise<Stats> {
  const [orders, outcomes, revenue, perMinute, durations] = await Promise.all([
    countOrders(tx),
    countOutcomes(tx, reasonsShown),
    sumRevenue(tx),
    findMinutes(tx, minutesShown),
    findDurations(tx, durationsOfLastSeconds),
  ])
  const all = percentilesOf(durations)
  const byOutcome = [...Map.groupBy(durations, ({ outcome }) => outcome)].map(([outcome, buckets]) => [
    outcome,
    percentilesOf(buckets),
  ])
  return {
    orders,
    outcomes: outcomes.map(({ outcome, reason, n }) => ({ outcome, ...(reason !== '' && { reason }), n })),
    revenue,
    perMinute,
    sagaSeconds: { ...(all && { all }), ...Object.fromEntries(byOutcome) },
  }
}

/** Seconds, to the millisecond; undefined if there are none. */
function percentilesOf(buckets: readonly Bucket[]): Percentiles | undefined {
  const seconds = (share: number) => Math.round(percentile(buckets, share) as number) / 1_000
  if (percentile(buckets, 0.5) === undefined) return undefined
  return { p50: seconds(0.5), p95: seconds(0.95), p99: seconds(0.99) }
}
