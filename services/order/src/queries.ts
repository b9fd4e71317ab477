import type { Tx } from '@orderflow/messaging/database'
import type { Position } from '@orderflow/service-kit'
import type { Order } from './domain/order.ts'
import { isPseudonym } from './domain/pseudonym.ts'
import { orderColumns } from './store.ts'

/**
 * One order, with the customer's own id as its `customerId`. An order whose customer is not in the table of customers has what
 * it holds: that of an erased customer the pseudonym, one from before there were pseudonyms the own id.
 *
 * @param onlyOf the own id of whose it has to be; unless told, anyone's
 */
export async function findOrder(tx: Tx, orderId: string, onlyOf?: string): Promise<Order | undefined> {
  const { rows } = await tx.query<Order & { readonly ownId: string | null }>({
    name: 'order-find',
    text: `SELECT ${orderColumns}, own_id AS "ownId" FROM orders
           LEFT JOIN (SELECT pseudonym, customer_id AS own_id FROM customers) AS customers
             ON pseudonym = orders.customer_id COLLATE "C"
           WHERE order_id = $1`,
    values: [orderId],
  })
  const [found] = rows
  if (found === undefined) return undefined
  const { ownId, ...row } = found
  const customerId = ownId ?? row.customerId
  const isNobodys = ownId === null && isPseudonym(row.customerId)
  if (onlyOf !== undefined && (isNobodys || customerId !== onlyOf)) return undefined
  return { ...row, customerId }
}

/**
 * A customer's orders behind a position, newest first: those under their pseudonym, and those that hold their own id, from before
 * there were pseudonyms; no id of a pseudonym's form is from then. Each of the two is read in the order of its index.
 */
export async function findOrdersOf(
  tx: Tx,
  customerId: string,
  { createdAt, orderId }: Position,
  limit: number,
): Promise<Order[]> {
  const { rows } = await tx.query<Order>({
    name: 'orders-of-customer',
    text: `SELECT ${orderColumns} FROM (
             SELECT pseudonym AS id FROM customers WHERE customer_id = $1
             UNION ALL SELECT $1 WHERE NOT $5::boolean
           ) AS ids, LATERAL (
             SELECT * FROM orders WHERE customer_id COLLATE "C" = id AND (created_at, order_id) < ($2::timestamptz, $3)
             ORDER BY created_at DESC, order_id DESC LIMIT $4
           ) AS orders
           ORDER BY created_at DESC, order_id DESC LIMIT $4`,
    values: [customerId, createdAt, orderId, limit, isPseudonym(customerId)],
  })
  return rows.map(row => ({ ...row, customerId }))
}
