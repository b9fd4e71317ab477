import type { Rows } from '@orderflow/messaging/decider'
import { bucketOf } from './durations.ts'
import { isMispaid, isMisshipped, type Order, outcomeOf } from './order.ts'
import type { MinuteCount, PlacementCount, Reporting } from './world.ts'

type Tallies = Pick<Reporting, 'outcomes' | 'minutes' | 'durations'>

/**
 * Moves an order from where it was counted to where it is to be counted now. What is kept are sums over orders, so
 * they come out the same however many steps an order took and in whatever order.
 */
export function recount(tallies: Tallies, before: Order, after: Order): void {
  if (isSamePlace(before, after)) return
  count(tallies, before, -1)
  count(tallies, after, 1)
}

/**
 * How many orders of a batch were placed in which ten seconds. Made once of what the batch came to: an order's time of
 * placement is set by one of its events.
 */
export function placementsOf(orders: Rows<Order>): PlacementCount[] {
  const counts = new Map<string, number>()
  const count = (createdAt: string | null | undefined, by: 1 | -1) => {
    if (createdAt === null || createdAt === undefined) return
    const placed = tenSecondsOf(createdAt)
    counts.set(placed, (counts.get(placed) ?? 0) + by)
  }
  for (const { row } of orders.changes()) {
    const before = orders.stored(row.orderId)
    if (before?.createdAt === row.createdAt) continue
    count(before?.createdAt, -1)
    count(row.createdAt, 1)
  }
  return [...counts].map(([placed, n]) => ({ placed, n }))
}

/** Whether all that an order is counted by is the same. */
const isSamePlace = (one: Order, other: Order) =>
  one.createdAt === other.createdAt &&
  (one.createdAt === null ||
    (one.endedAt === other.endedAt &&
      outcomeOf(one) === outcomeOf(other) &&
      reasonOf(one) === reasonOf(other) &&
      isMispaid(one) === isMispaid(other) &&
      isMisshipped(one) === isMisshipped(other)))

/** A request to cancel is no reason yet. */
const reasonOf = (order: Order) => (outcomeOf(order) === undefined ? '' : (order.reason ?? ''))

const column = { COMPLETED: 'completed', REJECTED: 'rejected', CANCELLED: 'cancelled' } as const

function count({ outcomes, minutes, durations }: Tallies, order: Order, by: 1 | -1): void {
  const { createdAt, endedAt } = order
  if (createdAt === null) return
  const outcome = outcomeOf(order)
  const reason = reasonOf(order)
  addTo(outcomes, { outcome: outcome ?? 'OPEN', reason, n: 0 }, { n: by })
  addTo(minutes, emptyMinute(createdAt), { created: by })
  if (outcome === undefined || endedAt === null) return
  addTo(minutes, emptyMinute(endedAt), {
    [column[outcome]]: by,
    mispaid: isMispaid(order) ? by : 0,
    misshipped: isMisshipped(order) ? by : 0,
  })
  const bucket = bucketOf(Date.parse(endedAt) - Date.parse(createdAt))
  addTo(durations, { ended: tenSecondsOf(endedAt), outcome, bucket, n: 0 }, { n: by })
}

/** The beginning of the ten seconds that a time is in: all but the last digit of the seconds. */
const tenSecondsOf = (time: string) => `${time.slice(0, 18)}0.000Z`

const emptyMinute = (time: string): MinuteCount => ({
  minute: `${time.slice(0, 16)}:00.000Z`,
  created: 0,
  completed: 0,
  rejected: 0,
  cancelled: 0,
  mispaid: 0,
  misshipped: 0,
})

/** Adds to a row's figures; a row that is not there yet begins as `empty`. */
export function addTo<Row extends object>(
  rows: Rows<Row>,
  empty: NoInfer<Row>,
  more: Readonly<Partial<NoInfer<Row>>>,
): void {
  // All of a row's figures are numbers, or all are bigints.
  const sums = { ...(rows.get(rows.keyOf(empty)) ?? empty) } as Record<string, number>
  const added = more as Record<string, number>
  for (const name in added) sums[name] = (sums[name] as number) + (added[name] as number)
  rows.set(sums as Row)
}
