import type { Statement, Tx } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import { type TraceContext, traceContext } from '@orderflow/messaging/tracing'
import type { Order, Orders } from './domain/order.ts'

/** Orders as rows. */
export const store: Store<Orders> = {
  async load(tx, inputs) {
    const orderIds = inputs.filter(input => input.type !== 'PlaceOrder').map(orderIdOf)
    return { orders: new Rows(order => order.orderId, await lockOrders(tx, orderIds)) }
  },

  save: ({ orders }) => [...insertOrders(orders), ...updateOrders(orders.updated())],
}

const orderIdOf = (input: Input) => (input.data as { orderId: string }).orderId

const columns = `order_id AS "orderId", customer_id AS "customerId", items, currency,
  destination_country AS "destinationCountry", status, reason,
  CASE WHEN total_amount IS NULL THEN NULL
       ELSE json_build_object('amount', total_amount, 'currency', total_currency) END AS total,
  correlation_id AS "correlationId", version, deadline_at AS "deadlineAt", created_at AS "createdAt", updated_at AS "updatedAt"`

/** Reads orders without locking them; for queries. */
export async function findOrder(tx: Tx, orderId: string): Promise<Order | undefined> {
  const { rows } = await tx.query<OrderRow>({
    name: 'order-find',
    text: `SELECT ${columns} FROM orders WHERE order_id = $1`,
    values: [orderId],
  })
  return rows.map(toOrder)[0]
}

async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Order[]> {
  if (orderIds.length === 0) return []
  const { rows } = await tx.query<OrderRow>({
    name: 'orders-lock',
    text: `SELECT ${columns} FROM orders WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE`,
    values: [orderIds],
  })
  return rows.map(toOrder)
}

/**
 * With each order, the trace of the request that placed it: its deadline will be in that too. The deadline is so long from
 * now by the database's clock, which it is compared with: this process' own may be wrong.
 */
function insertOrders(rows: Orders['orders']): Statement[] {
  const orders = rows.inserted()
  if (orders.length === 0) return []
  const by = new Map<string, TraceContext>(rows.changes().map(({ row, by }) => [row.orderId, by]))
  return [
    {
      name: 'orders-insert',
      text: `INSERT INTO orders (order_id, customer_id, items, currency, destination_country, status, correlation_id,
             version, deadline_at, created_at, updated_at, traceparent, tracestate)
           SELECT order_id, customer_id, items, currency, destination_country, status, correlation_id, version,
             now() + (deadline_at - created_at), created_at, updated_at, traceparent, tracestate
           FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::integer[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[])
             AS n (order_id, customer_id, items, currency, destination_country, status, correlation_id, version,
               deadline_at, created_at, updated_at, traceparent, tracestate)`,
      values: [
        orders.map(o => o.orderId),
        orders.map(o => o.customerId),
        orders.map(o => JSON.stringify(o.items)),
        orders.map(o => o.currency),
        orders.map(o => o.destinationCountry),
        orders.map(o => o.status),
        orders.map(o => o.correlationId),
        orders.map(o => o.version),
        orders.map(o => o.deadlineAt),
        orders.map(o => o.createdAt),
        orders.map(o => o.updatedAt),
        orders.map(o => by.get(o.orderId)?.traceparent),
        orders.map(o => by.get(o.orderId)?.tracestate),
      ],
    },
  ]
}

function updateOrders(orders: readonly Order[]): Statement[] {
  if (orders.length === 0) return []
  return [
    {
      name: 'orders-update',
      text: `UPDATE orders o SET status = n.status, reason = n.reason, total_amount = n.amount,
             total_currency = n.currency, version = n.version, updated_at = n.updated_at
           FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::integer[], $7::timestamptz[])
             AS n (order_id, status, reason, amount, currency, version, updated_at)
           WHERE o.order_id = n.order_id`,
      values: [
        orders.map(o => o.orderId),
        orders.map(o => o.status),
        orders.map(o => o.reason),
        orders.map(o => o.total?.amount ?? null),
        orders.map(o => o.total?.currency ?? null),
        orders.map(o => o.version),
        orders.map(o => o.updatedAt),
      ],
    },
  ]
}

/** Where the request that placed an order stands in its trace; null if it was in none. */
export interface OrderTrace {
  readonly traceparent: string | null
  readonly tracestate: string | null
}

/** An order whose deadline has passed, with the ids of the request that placed it. */
export type Overdue = Pick<Order, 'orderId' | 'correlationId'> & OrderTrace

/** Orders past their deadline that have not ended and have not asked for their cancellation, the oldest first. */
export async function findOverdue(tx: Tx, limit: number): Promise<Overdue[]> {
  const { rows } = await tx.query<Overdue>({
    name: 'orders-overdue',
    text: `SELECT order_id AS "orderId", correlation_id AS "correlationId", traceparent, tracestate FROM orders
           WHERE NOT ended AND status <> 'CANCEL_PENDING' AND deadline_at <= now()
           ORDER BY deadline_at LIMIT $1`,
    values: [limit],
  })
  return rows
}

/** The trace of the request that placed an order, as far as it is known. */
export async function findTrace(tx: Tx, orderId: string): Promise<TraceContext> {
  const { rows } = await tx.query<OrderTrace>({
    name: 'order-trace',
    text: 'SELECT traceparent, tracestate FROM orders WHERE order_id = $1',
    values: [orderId],
  })
  return rows[0] === undefined ? {} : traceOf(rows[0])
}

export const traceOf = ({ traceparent, tracestate }: OrderTrace): TraceContext =>
  traceContext(traceparent ?? undefined, tracestate ?? undefined)

type OrderRow = Omit<Order, Times> & Record<Times, Date>
type Times = 'deadlineAt' | 'createdAt' | 'updatedAt'
const toOrder = (row: OrderRow): Order => ({
  ...row,
  deadlineAt: row.deadlineAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})
