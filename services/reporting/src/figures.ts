import type { OrderOutcome } from '@orderflow/events'
import type { OrderFigures, Revenue } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import type { Bucket } from './domain/durations.ts'

/** How many events of each type there were. */
export async function countEvents(tx: Tx): Promise<Record<string, number>> {
  const { rows } = await tx.query<{ type: string; n: number }>({
    name: 'event-counts',
    text: 'SELECT type, n FROM event_counts ORDER BY type',
  })
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]))
}

export interface OutcomeFigure {
  readonly outcome: OrderOutcome
  readonly reason: string
  readonly n: number
}

/** How many orders ended how and why, the most frequent first. */
export async function countOutcomes(tx: Tx, limit: number): Promise<OutcomeFigure[]> {
  const { rows } = await tx.query<OutcomeFigure>({
    name: 'outcomes',
    text: `SELECT outcome, reason, n FROM outcomes WHERE n <> 0 AND outcome <> 'OPEN'
           ORDER BY n DESC, outcome, reason LIMIT $1`,
    values: [limit],
  })
  return rows
}

/** How many orders stand where. */
export async function countOrders(tx: Tx): Promise<OrderFigures> {
  const { rows } = await tx.query<{ outcome: OrderOutcome | 'OPEN'; n: number }>({
    name: 'orders-count',
    text: 'SELECT outcome, sum(n)::bigint AS n FROM outcomes GROUP BY outcome',
  })
  const known = new Map(rows.map(({ outcome, n }) => [outcome, n]))
  const of = (outcome: OrderOutcome | 'OPEN') => known.get(outcome) ?? 0
  const [open, completed, rejected, cancelled] = [
    of('OPEN'),
    of('COMPLETED'),
    of('REJECTED'),
    of('CANCELLED'),
  ]
  return { total: open + completed + rejected + cancelled, open, completed, rejected, cancelled }
}

/** When the oldest order was placed that has not ended; undefined if there is none. */
export async function findOldestOpen(tx: Tx): Promise<string | undefined> {
  const { rows } = await tx.query<{ oldest: string | null }>({
    name: 'oldest-open',
    text: "SELECT min(created_at) AS oldest FROM orders WHERE outcome = 'OPEN' AND created_at IS NOT NULL",
  })
  return rows[0]?.oldest ?? undefined
}

/** More currencies than there are; a code that is none is no reason to send thousands. */
const maxCurrencies = 300

/** Money by currency, those with the most of it, in the order of their codes. */
export async function sumRevenue(tx: Tx, limit = maxCurrencies): Promise<Revenue[]> {
  const { rows } = await tx.query<Revenue>({
    name: 'revenue',
    text: `SELECT currency, captured::text, refunded::text FROM (
             SELECT * FROM revenue ORDER BY revenue.captured DESC LIMIT $1) AS most ORDER BY currency`,
    values: [limit],
  })
  return rows
}

export interface MinuteFigures {
  readonly minute: string
  readonly created: number
  readonly completed: number
  readonly rejected: number
  readonly cancelled: number
}

/** The last minutes in which anything happened, the oldest first. */
export async function findMinutes(tx: Tx, limit: number): Promise<MinuteFigures[]> {
  const { rows } = await tx.query<MinuteFigures>({
    name: 'minutes-last',
    text: 'SELECT minute, created, completed, rejected, cancelled FROM minutes ORDER BY minute DESC LIMIT $1',
    values: [limit],
  })
  return rows.reverse()
}

/** How long orders took that ended within the last seconds, rounded up to the next ten. */
export async function findDurations(
  tx: Tx,
  lastSeconds: number,
): Promise<(Bucket & { readonly outcome: OrderOutcome })[]> {
  const { rows } = await tx.query<Bucket & { readonly outcome: OrderOutcome }>({
    name: 'durations-last',
    text: `SELECT outcome, bucket, sum(n)::bigint AS n FROM durations
           WHERE ended > now() - ($1 + 10) * interval '1 second' GROUP BY outcome, bucket`,
    values: [lastSeconds],
  })
  return rows
}

/** Orders that ended five minutes to a day ago and keep or lack money, or were dispatched or not, against their end. */
export async function countUnsound(tx: Tx): Promise<{ mispaid: number; misshipped: number }> {
  const { rows } = await tx.query<{ mispaid: number; misshipped: number }>({
    name: 'unsound',
    text: `SELECT coalesce(sum(mispaid), 0)::bigint AS mispaid, coalesce(sum(misshipped), 0)::bigint AS misshipped
           FROM minutes WHERE minute < now() - interval '6 minutes' AND minute > now() - interval '1 day'`,
  })
  return rows[0] ?? { mispaid: 0, misshipped: 0 }
}
