import { insertRows, type Tx, updateRows } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import { type TraceContext, traceContext } from '@orderflow/messaging/tracing'
import type { Customer, Order, Orders } from './domain/order.ts'

/** Orders as rows, and their customers. */
export const store: Store<Orders> = {
  async load(tx, inputs) {
    const orderIds = inputs.filter(input => input.type !== 'PlaceOrder').map(orderIdOf)
    const [customers, orders] = await Promise.all([
      findCustomers(tx, [...new Set(inputs.flatMap(customerIdsOf))]),
      lockOrders(tx, orderIds),
    ])
    return {
      customers: new Rows(customer => customer.customerId, customers),
      orders: new Rows(order => order.orderId, orders),
    }
  },

  save: ({ customers, orders }) => [
    ...insertCustomers(customers.inserted().toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1))),
    ...insertOrders(placed(orders)),
    ...updateOrders(orders.updated()),
  ],
}

const orderIdOf = (input: Input) => (input.data as { orderId: string }).orderId

/** Only commands have customers' own ids; what events call so is a pseudonym. */
function customerIdsOf({ type, data }: Input): readonly string[] {
  if (type !== 'PlaceOrder' && type !== 'CancelOrder') return []
  const { customerId } = data as { customerId?: string }
  return customerId === undefined ? [] : [customerId]
}

/**
 * The planner does not see how many there are, so that one plan serves all batches. Who erases a customer waits until a batch that
 * has found them is committed, and a batch that comes meanwhile waits for the erasure.
 */
async function findCustomers(tx: Tx, customerIds: readonly string[]): Promise<Customer[]> {
  if (customerIds.length === 0) return []
  const { rows } = await tx.query<Customer>({
    name: 'customers-find',
    text: `SELECT customer_id AS "customerId", pseudonym FROM customers
           WHERE customer_id = ANY ((SELECT $1::text[])::text[]) FOR KEY SHARE`,
    values: [customerIds],
  })
  return rows
}

/** A customer whom another process adds at the same time is a unique violation: whoever tries again finds the pseudonym. */
const insertCustomers = insertRows<Customer>('customers', {
  customer_id: ['text', customer => customer.customerId],
  pseudonym: ['text', customer => customer.pseudonym],
})

/** What is read of an order. */
export const orderColumns = `order_id AS "orderId", customer_id AS "customerId", items, currency,
  destination_country AS "destinationCountry", status, reason,
  CASE WHEN total_amount IS NULL THEN NULL
       ELSE json_build_object('amount', total_amount, 'currency', total_currency) END AS total,
  correlation_id AS "correlationId", saga, version, deadline_at AS "deadlineAt", created_at AS "createdAt", updated_at AS "updatedAt"`

async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Order[]> {
  if (orderIds.length === 0) return []
  const { rows } = await tx.query<Order>({
    name: 'orders-lock',
    text: `SELECT ${orderColumns} FROM orders WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE`,
    values: [orderIds],
  })
  return rows
}

/** With each order, the trace of the request that placed it: its deadline will be in that too. */
function placed(orders: Orders['orders']): Placed[] {
  const by = new Map<string, TraceContext>(orders.changes().map(({ row, by }) => [row.orderId, by]))
  return orders.inserted().map(order => ({ order, trace: by.get(order.orderId) }))
}

interface Placed {
  readonly order: Order
  readonly trace: TraceContext | undefined
}

const insertOrders = insertRows<Placed>('orders', {
  order_id: ['text', ({ order }) => order.orderId],
  customer_id: ['text', ({ order }) => order.customerId],
  items: ['jsonb', ({ order }) => JSON.stringify(order.items)],
  currency: ['text', ({ order }) => order.currency],
  destination_country: ['text', ({ order }) => order.destinationCountry],
  status: ['text', ({ order }) => order.status],
  correlation_id: ['text', ({ order }) => order.correlationId],
  saga: ['smallint', ({ order }) => order.saga],
  version: ['integer', ({ order }) => order.version],
  // So long from now by the database's clock, which it is compared with: this process' own may be wrong.
  deadline_at: ['timestamptz', ({ order }) => order.deadlineAt, 'now() + (n.deadline_at - n.created_at)'],
  created_at: ['timestamptz', ({ order }) => order.createdAt],
  updated_at: ['timestamptz', ({ order }) => order.updatedAt],
  traceparent: ['text', ({ trace }) => trace?.traceparent],
  tracestate: ['text', ({ trace }) => trace?.tracestate],
})

/** What of an order changes. */
const updateOrders = updateRows<Order>('orders', 'order_id', {
  order_id: ['text', o => o.orderId],
  status: ['text', o => o.status],
  reason: ['text', o => o.reason],
  total_amount: ['bigint', o => o.total?.amount ?? null],
  total_currency: ['text', o => o.total?.currency ?? null],
  version: ['integer', o => o.version],
  updated_at: ['timestamptz', o => o.updatedAt],
})

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
