import { listed } from './listed.ts'
import type { Findings, Scope } from './types.ts'

const flaws = `
  SELECT key AS subject, 'its order ' || order_id || ' does not exist' AS detail
  FROM idempotency_keys k WHERE NOT EXISTS (SELECT FROM orders o WHERE o.order_id = k.order_id COLLATE "C")
  UNION ALL
  SELECT key, 'has ' || count(*) || ' orders' FROM idempotency_keys GROUP BY key HAVING count(*) > 1
  UNION ALL
  SELECT min(key), 'its order ' || order_id || ' has ' || count(*) || ' keys'
  FROM idempotency_keys GROUP BY order_id HAVING count(*) > 1`

/** Each Idempotency-Key has one order, and each order that has a key has one key. */
export async function oneOrderPerKey({ databases: { orders } }: Scope): Promise<Findings> {
  const { rows } = await orders.query<{ keys: number }>(
    'SELECT count(*)::integer AS keys FROM idempotency_keys',
  )
  return { checked: rows[0]?.keys ?? 0, ...(await listed(orders, flaws)) }
}
