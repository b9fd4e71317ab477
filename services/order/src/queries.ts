import type { Tx } from '@orderflow/messaging/database'
import type { Position } from '@orderflow/service-kit'
import type { Order } from './domain/order.ts'
import { type OrderRow, orderColumns, toOrder } from './store.ts'

/**
 * One order, with the customer's own id as its `customerId`. An order whose customer is not in the table of customers has what
 * it holds: that of an erased customer the pseudonym, one from before there were pseudonyms the own id.
 */
export async function findOrder(tx: Tx, orderId: string): Promise<Order | undefined> {
  const { rows } = await tx.query<OrderRow & { readonly ownId: string | null }>({
    name: 'order-find',
    text: `SELECT ${orderColumns}, own_id AS "ownId" FROM orders
           LEFT JOIN (SELECT pseudonym, customer_id AS own_id FROM customers) AS customers
             ON pseudonym = orders.customer_id COLLATE "C"
           WHERE order_id = $1`,
    values: [orderId],
  })
  return rows.map(({ ownId, ...row }) => toOrder({ ...row, customerId: ownId ?? row.customerId }))[0]
}

/**
 * A customer's orders behind a position, newest first: those under their pseudonym, and those that hold their own id, from before
 * there were pseudonyms. Each of the two is read in the order of its index.
 */
export async function findOrdersOf(
  tx: Tx,
  customerId: string,
  { createdAt, orderId }: Position,
  limit: number,
): Promise<Order[]> {
  const { rows } = await tx.query<OrderRow>({
    name: 'orders-of-customer',
    text: `SELECT ${orderColumns} FROM (
             SELECT pseudonym AS id FROM customers WHERE customer_id = $1
             UNION ALL SELECT $1 WHERE NOT EXISTS (SELECT FROM customers WHERE pseudonym = $1)
           ) AS ids, LATERAL (
             SELECT * FROM orders WHERE customer_id COLLATE "C" = id AND (created_at, order_id) < ($2::timestamptz, $3)
             ORDER BY created_at DESC, order_id DESC LIMIT $4
           ) AS orders
           ORDER BY created_at DESC, order_id DESC LIMIT $4`,
    values: [customerId, createdAt, orderId, limit],
  })
  return rows.map(row => toOrder({ ...row, customerId }))
}
