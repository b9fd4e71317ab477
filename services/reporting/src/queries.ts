import { orderOutcomes } from '@orderflow/events'
import type { OrderSummary, Product } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import type { Position } from '@orderflow/service-kit'

type Row = Omit<OrderSummary, 'reason' | 'total' | 'endedAt' | 'seconds'> & {
  readonly reason: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly endedAt: string | null
}

const orderColumns = `order_id AS "orderId", customer_id AS "customerId", status, reason, items, total_amount AS amount,
  total_currency AS currency, correlation_id AS "correlationId", created_at AS "createdAt", updated_at AS "updatedAt",
  ended_at AS "endedAt"`

function summaryOf({ reason, amount, currency, endedAt, ...rest }: Row): OrderSummary {
  return {
    ...rest,
    ...(reason !== null && { reason }),
    ...(amount !== null && currency !== null && { total: { amount, currency } }),
    ...(endedAt !== null && {
      endedAt,
      seconds: (Date.parse(endedAt) - Date.parse(rest.createdAt)) / 1_000,
    }),
  }
}

export interface OrderFilter {
  readonly status?: string | undefined
  /** A pseudonym. */
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

const productColumns =
  'product_id AS "productId", available, reserved, sold, version, updated_at AS "updatedAt"'

/** Products in the order of their ids. */
export async function findStock(tx: Tx, after: string, limit: number): Promise<Product[]> {
  const { rows } = await tx.query<Product>({
    name: 'stock-find',
    text: `SELECT ${productColumns} FROM stock WHERE product_id > $1 ORDER BY product_id LIMIT $2`,
    values: [after, limit],
  })
  return rows
}

/** The products that changed last, the latest first. */
export async function findStockChangedLast(tx: Tx, limit: number): Promise<Product[]> {
  const { rows } = await tx.query<Product>({
    name: 'stock-changed-last',
    text: `SELECT ${productColumns} FROM stock ORDER BY updated_at DESC LIMIT $1`,
    values: [limit],
  })
  return rows
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
