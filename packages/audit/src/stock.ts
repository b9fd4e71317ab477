import { listed } from './listed.ts'
import type { Findings, Scope } from './types.ts'

interface StockRow {
  productId: string
  /** Null where reservations name a product that the catalogue does not have. */
  initial: number | null
  adjusted: bigint
  available: number
  reserved: number
  sold: number
  reservedByOrders: bigint
  soldByOrders: bigint
}

const stockQuery = `
  SELECT product_id AS "productId", p.initial, coalesce(a.adjusted, 0)::bigint AS adjusted, p.available, p.reserved,
    p.sold, coalesce(r.reserved, 0)::bigint AS "reservedByOrders", coalesce(r.sold, 0)::bigint AS "soldByOrders"
  FROM products p
  LEFT JOIN (SELECT product_id, sum(delta) AS adjusted FROM adjustments GROUP BY product_id) a USING (product_id)
  FULL JOIN (
    SELECT line ->> 'productId' AS product_id,
      sum((line ->> 'quantity')::bigint) FILTER (WHERE status = 'RESERVED') AS reserved,
      sum((line ->> 'quantity')::bigint) FILTER (WHERE status = 'SOLD') AS sold
    FROM reservations, jsonb_array_elements(lines) AS line WHERE status IN ('RESERVED', 'SOLD') GROUP BY 1
  ) r USING (product_id)`

const barred = `
  SELECT order_id AS subject, 'is BARRED and holds ' || lines::text AS detail
  FROM reservations WHERE status = 'BARRED' AND lines <> '[]'`

/** No piece appears or disappears, each reserved or sold one is an order's, and a tombstone holds none. */
export async function stockAddsUp({ databases, openOrders }: Scope): Promise<Findings> {
  const { rows } = await databases.inventory.query<StockRow>(stockQuery)
  const found = rows.flatMap(row => {
    const detail = flawOf(row, openOrders)
    return detail === undefined ? [] : [{ subject: row.productId, detail }]
  })
  const tombstones = await listed(databases.inventory, barred)
  return {
    checked: rows.length,
    violated: found.length + tombstones.violated,
    found: [...found, ...tombstones.found],
  }
}

function flawOf(row: StockRow, openOrders: number): string | undefined {
  const { initial, adjusted, available, reserved, sold, reservedByOrders, soldByOrders } = row
  if (initial === null) return `is reserved ${reservedByOrders} and sold ${soldByOrders} times, and unknown`
  const pieces = `available ${available}, reserved ${reserved}, sold ${sold}`
  if (available < 0 || reserved < 0 || sold < 0) return pieces
  if (BigInt(initial) + adjusted !== BigInt(available) + BigInt(reserved) + BigInt(sold)) {
    return `initial ${initial}, adjusted ${adjusted}, but ${pieces}`
  }
  if (BigInt(reserved) !== reservedByOrders || BigInt(sold) !== soldByOrders) {
    return `${pieces}, but the reservations hold ${reservedByOrders} and have sold ${soldByOrders}`
  }
  return reserved > 0 && openOrders === 0 ? `${pieces}, and no order is open` : undefined
}
