import { type OrderOutcome, orderOutcomes } from '@orderflow/event-contracts'
import type { OrderFigures, OrderSummary, Product, Revenue } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import type { Bucket } from './domain/durations.ts'

type Row = Omit<OrderSummary, 'reason' | 'total' | 'createdAt' | 'updatedAt' | 'endedAt' | 'seconds'> & {
  readonly reason: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly endedAt: Date | null
}

const orderColumns = `order_id AS "orderId", customer_id AS "customerId", status, reason, items, total_amount AS amount,
  total_currency AS currency, correlation_id AS "correlationId", created_at AS "createdAt", updated_at AS "updatedAt",
  ended_at AS "endedAt"`

function summaryOf({ reason, amount, currency, createdAt, updatedAt, endedAt, ...rest }: Row): OrderSummary {
  return {
    ...rest,
    ...(reason !== null && { reason }),
    ...(amount !== null && currency !== null && { total: { amount, currency } }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(endedAt !== null && {
      endedAt: endedAt.toISOString(),
      seconds: (endedAt.getTime() - createdAt.getTime()) / 1_000,
    }),
  }
}

/** Where a page of orders ends: the next one begins behind it. */
export interface Position {
  /** ISO 8601, or `infinity` for the beginning. */
  readonly createdAt: string
  readonly orderId: string
}

export const beginning: Position = { createdAt: 'infinity', orderId: '' }

export interface OrderFilter {
  readonly status?: string | undefined
  readonly customer?: string | undefined
}

const ended: ReadonlySet<string> = new Set(orderOutcomes)

/**
 * Orders behind a position, newest first, each kind of filter served by an index in that order. Of the open
 * orders those with one status are looked for among all open ones; a customer's among all of the customer's.
 */
export async function findOrders(
  tx: Tx,
  { status, customer }: OrderFilter,
  { createdAt, orderId }: Position,
  limit: number,
): Promise<OrderSummary[]> {
  const values: unknown[] = [createdAt, orderId, limit]
  const where = ['(created_at, order_id) < ($1::timestamptz, $2)']
  const also = (value: unknown, condition: (place: string) => string) =>
    where.push(condition(`$${values.push(value)}`))
  if (customer !== undefined) also(customer, place => `customer_id = ${place}`)
  if (status !== undefined) {
    if (customer === undefined) also(ended.has(status) ? status : 'OPEN', place => `outcome = ${place}`)
    if (customer !== undefined || !ended.has(status)) also(status, place => `status = ${place}`)
  }
  const { rows } = await tx.query<Row>({
    text: `SELECT ${orderColumns} FROM orders WHERE ${where.join(' AND ')}
           ORDER BY created_at DESC, order_id DESC LIMIT $3`,
    values,
  })
  return rows.map(summaryOf)
}

/** One order; undefined for one that was never placed, as far as is known. */
export async function findOrder(tx: Tx, orderId: string): Promise<OrderSummary | undefined> {
  const { rows } = await tx.query<Row>({
    name: 'order-find',
    text: `SELECT ${orderColumns} FROM orders WHERE order_id = $1 AND created_at IS NOT NULL`,
    values: [orderId],
  })
  return rows.map(summaryOf)[0]
}

type ProductRow = Omit<Product, 'updatedAt'> & { readonly updatedAt: Date }

const productColumns =
  'product_id AS "productId", available, reserved, sold, version, updated_at AS "updatedAt"'

const productOf = (row: ProductRow): Product => ({ ...row, updatedAt: row.updatedAt.toISOString() })

/** Products in the order of their ids. */
export async function findStock(tx: Tx, after: string, limit: number): Promise<Product[]> {
  const { rows } = await tx.query<ProductRow>({
    name: 'stock-find',
    text: `SELECT ${productColumns} FROM stock WHERE product_id > $1 ORDER BY product_id LIMIT $2`,
    values: [after, limit],
  })
  return rows.map(productOf)
}

/** The products that changed last, the latest first. */
export async function findStockChangedLast(tx: Tx, limit: number): Promise<Product[]> {
  const { rows } = await tx.query<ProductRow>({
    name: 'stock-changed-last',
    text: `SELECT ${productColumns} FROM stock ORDER BY updated_at DESC LIMIT $1`,
    values: [limit],
  })
  return rows.map(productOf)
}

/** The orders that changed last, the latest first. */
export async function findOrdersChangedLast(tx: Tx): Promise<OrderSummary[]> {
  const { rows } = await tx.query<Row>({
    name: 'orders-changed-last',
    text: `SELECT ${orderColumns} FROM changed_last, unnest(order_ids) WITH ORDINALITY AS u (id, place)
           JOIN orders ON order_id = id WHERE created_at IS NOT NULL ORDER BY place`,
  })
  return rows.map(summaryOf)
}

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

/** More currencies than there are; a code that is none is no reason to send thousands. */
const maxCurrencies = 300

/** Money by currency, those with the most of it, in the order of their codes. */
export async function sumRevenue(tx: Tx): Promise<Revenue[]> {
  const { rows } = await tx.query<Revenue>({
    name: 'revenue',
    text: `SELECT currency, captured::text, refunded::text FROM (
             SELECT * FROM revenue ORDER BY revenue.captured DESC LIMIT $1) AS most ORDER BY currency`,
    values: [maxCurrencies],
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
  const { rows } = await tx.query<Omit<MinuteFigures, 'minute'> & { minute: Date }>({
    name: 'minutes-last',
    text: 'SELECT minute, created, completed, rejected, cancelled FROM minutes ORDER BY minute DESC LIMIT $1',
    values: [limit],
  })
  return rows.map(row => ({ ...row, minute: row.minute.toISOString() })).reverse()
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
