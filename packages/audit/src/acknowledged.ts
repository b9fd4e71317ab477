import type { Findings, Scope } from './types.ts'

/** Every order that was answered 202 exists. */
export async function acknowledgedExist({ databases, acknowledged }: Scope): Promise<Findings> {
  let checked = 0
  const missing: string[] = []
  for (const ids of chunks(acknowledged, 10_000)) {
    const { rows } = await databases.orders.query<{ id: string }>(
      'SELECT id FROM unnest($1::text[]) AS id WHERE NOT EXISTS (SELECT FROM orders WHERE order_id = id)',
      [ids],
    )
    checked += ids.length
    missing.push(...rows.map(({ id }) => id))
  }
  const found = missing.map(subject => ({ subject, detail: 'was answered 202 and does not exist' }))
  return { checked, violated: missing.length, found }
}

function* chunks<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let chunk: Item[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length === size) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
