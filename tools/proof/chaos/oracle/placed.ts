import { isDeepStrictEqual } from 'node:util'
import type { Databases } from '@orderflow/audit/databases'
import type { LedgerEntry } from '@orderflow/load'
import { keptKey } from '@orderflow/service-kit'

export interface Placed {
  /** Acknowledged orders that do not exist, or are not what was asked for. */
  readonly lost: string[]
  /** Orders that one request has more than once, or that nobody asked for. */
  readonly doubled: string[]
}

interface Row {
  order_id: string
  /** Whose it is, by their own id. */
  customer_id: string
  items: unknown
  /** One of the order's keys. */
  key: string | null
}

const query = `
  SELECT order_id, coalesce(own_id, customer_id) AS customer_id, items, key FROM orders
  LEFT JOIN (SELECT pseudonym, customer_id AS own_id FROM customers) AS customers
    ON pseudonym = orders.customer_id COLLATE "C"
  LEFT JOIN (
    SELECT (reply ->> 'orderId') COLLATE "C" AS order_id, min(key) AS key
    FROM command_keys WHERE command = 'PlaceOrder' GROUP BY 1
  ) AS keys
    USING (order_id)
  WHERE order_id > $1 ORDER BY order_id LIMIT 20000`

/** Compares the orders that exist with those that were acknowledged, by id, key and content. */
export async function comparePlaced(
  { orders }: Databases,
  entries: ReadonlyMap<string, LedgerEntry>,
): Promise<Placed> {
  const lost: string[] = []
  const doubled: string[] = []
  const missing = new Set(entries.keys())
  const orderOfKey = new Map(
    [...entries.values()].flatMap(({ idempotencyKey, orderId }) =>
      keptAs(idempotencyKey).map(key => [key, orderId] as const),
    ),
  )
  for (let after = ''; ; ) {
    const { rows } = await orders.query<Row>(query, [after])
    for (const row of rows) {
      missing.delete(row.order_id)
      const entry = entries.get(row.order_id)
      const flaw = entry && flawOf(row, entry)
      if (flaw !== undefined) lost.push(`${row.order_id}: ${flaw}`)
      const other = row.key === null ? undefined : orderOfKey.get(row.key)
      if (row.key === null) doubled.push(`${row.order_id}: an order without a request`)
      else if (other !== undefined && other !== row.order_id) {
        doubled.push(`${row.order_id}: a second order of the key ${row.key}, which has ${other}`)
      }
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.order_id
  }
  lost.push(...[...missing].map(orderId => `${orderId}: was answered 202 and does not exist`))
  return { lost, doubled }
}

/** As the load's caller has them kept, by this release and by the one before. */
const keptAs = (key: string) => [keptKey('operator/operator', key), key]

function flawOf(row: Row, { idempotencyKey, request }: LedgerEntry): string | undefined {
  if (row.key !== null && !keptAs(idempotencyKey).includes(row.key))
    return `has the key ${row.key}, not ${idempotencyKey}`
  if (row.customer_id === request.customerId && isDeepStrictEqual(row.items, request.items)) return undefined
  return `is not what was asked for: ${row.customer_id}, ${JSON.stringify(row.items)}`
}
