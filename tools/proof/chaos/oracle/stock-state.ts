import type { Databases } from '@orderflow/audit/databases'
import type { EventsSeen } from './events.ts'

interface Row {
  productId: string
  version: number
  available: number
  reserved: number
  sold: number
}

/** As numbers, whatever the columns are: beside the events they are compared as those are read. */
const query = `SELECT product_id AS "productId", version::float8 AS version, available::float8 AS available,
  reserved::float8 AS reserved, sold::float8 AS sold FROM products WHERE version > 1`

/** Products whose last event does not say what the database says: a reader of the topic ends with a wrong stock. */
export async function outdatedStock({ inventory }: Databases, seen: EventsSeen): Promise<string[]> {
  const topic = 'inventory.adjusted.v1'
  const { rows } = await inventory.query<Row>(query)
  return rows.flatMap(row => {
    const record = seen.newest(topic, row.productId)
    if (record === undefined) return [`${row.productId}: has changed, and no event of it is on ${topic}`]
    const said = JSON.parse(String(record.value)) as Row | null
    if (said === null) return [`${row.productId}: is ${JSON.stringify(row)}, and deleted on ${topic}`]
    const flawed =
      Number(record.headers.ce_sequence) !== row.version ||
      (['available', 'reserved', 'sold'] as const).some(place => said[place] !== row[place])
    return flawed
      ? [`${row.productId}: is ${JSON.stringify(row)}, its last event on ${topic} says ${record.value}`]
      : []
  })
}
