import { listed } from './listed.ts'
import type { Findings, Scope } from './types.ts'

const placed = `(SELECT key, (reply ->> 'orderId') COLLATE "C" AS order_id FROM command_keys WHERE command = 'PlaceOrder')`

const flaws = `
  SELECT key AS subject, 'its order ' || order_id || ' does not exist' AS detail
  FROM ${placed} k WHERE NOT EXISTS (SELECT FROM orders o WHERE o.order_id = k.order_id)
  UNION ALL
  SELECT key, 'of ' || caller || ' has ' || count(*) || ' answers' FROM command_keys GROUP BY key, caller HAVING count(*) > 1
  UNION ALL
  SELECT min(key), 'its order ' || order_id || ' has ' || count(*) || ' keys'
  FROM ${placed} k GROUP BY order_id HAVING count(*) > 1`

/** Each customer's Idempotency-Key, as long as it is kept, has one order, and each order that has a key has one key. */
export async function oneOrderPerKey({ databases: { orders } }: Scope): Promise<Findings> {
  const { rows } = await orders.query<{ keys: number }>(`SELECT count(*)::integer AS keys FROM ${placed} k`)
  return { checked: rows[0]?.keys ?? 0, ...(await listed(orders, flaws)) }
}
