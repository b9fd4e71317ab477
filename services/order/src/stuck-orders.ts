import type { Tx } from '@orderflow/messaging/database'

/** The orders that are past their deadline and have not ended. */
export async function findStuckOrders(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ orderId: string }>({
    name: 'orders-past-deadline',
    text: 'SELECT order_id AS "orderId" FROM orders WHERE NOT ended AND deadline_at < now()',
  })
  return rows.map(({ orderId }) => orderId)
}

/** How many of them are past it by more than `graceMs`. */
export async function countStuck(tx: Tx, graceMs: number): Promise<number> {
  const { rows } = await tx.query<{ stuck: number }>({
    name: 'orders-stuck',
    text: `SELECT count(*)::integer AS stuck FROM orders
           WHERE NOT ended AND deadline_at < now() - $1 * interval '1 millisecond'`,
    values: [graceMs],
  })
  return rows[0]?.stuck ?? 0
}
