import type { Input } from '@orderflow/messaging/decider'

/** What every product of a simulation costs its price in: version 1 of OrderCreated knows no other. */
export const currency = 'EUR'

/** The order that an input is about. */
export const idOf = ({ data }: Input): string => (data as { readonly orderId: string }).orderId

/** The rows of a table with these keys, each once: what a `SELECT … WHERE key = ANY ($1)` gives. */
export function found<Row>(table: ReadonlyMap<string, Row> | undefined, keys: readonly string[]): Row[] {
  const rows: Row[] = []
  for (const key of keys) {
    const row = table?.get(key)
    if (row !== undefined && !rows.includes(row)) rows.push(row)
  }
  return rows
}
