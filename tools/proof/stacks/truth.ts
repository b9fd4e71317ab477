import pg from 'pg'
import type { View } from './view.ts'

/**
 * What the owners' own databases say: order's of what was ordered, inventory's of what is held.
 *
 * @param postgresUrl a superuser's URL of a database
 */
export async function ownersTruth(postgresUrl: (database: string) => string): Promise<View> {
  const [orders] = await ask<{ orders: number }>(
    postgresUrl('orders'),
    'SELECT count(*)::integer AS orders FROM orders',
  )
  const ordered = await ask<{ product: string; pieces: number }>(
    postgresUrl('orders'),
    `SELECT item ->> 'productId' AS product, sum((item ->> 'quantity')::bigint)::integer AS pieces
     FROM orders, jsonb_array_elements(items) AS item GROUP BY 1`,
  )
  const held = await ask<{ product: string; pieces: number }>(
    postgresUrl('inventory'),
    'SELECT product_id AS product, reserved + sold AS pieces FROM products WHERE reserved + sold > 0',
  )
  const products: Record<string, { ordered: number; held: number }> = {}
  const of = (product: string) => (products[product] ??= { ordered: 0, held: 0 })
  for (const { product, pieces } of ordered) of(product).ordered = pieces
  for (const { product, pieces } of held) of(product).held = pieces
  return { orders: orders?.orders ?? 0, products }
}

async function ask<Row extends object>(connectionString: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, application_name: 'stacks' })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
