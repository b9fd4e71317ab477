import type { Statement } from '@orderflow/messaging/database'

/** A table of sums. Its columns are named as the fields of its rows are. */
export interface SumTable<Row> {
  readonly table: string
  /** What its rows are told apart by, each with the column's type. */
  readonly keys: { readonly [Field in keyof Row & string]?: string }
  /** What is added up, each with the column's type; integers. */
  readonly figures: { readonly [Field in keyof Row & string]?: 'bigint' | 'numeric' }
}

/**
 * Makes the function that adds rows to a table's sums with one statement: in the order of their keys, so that
 * transactions that add to the same rows never deadlock, and without those that would add nothing.
 */
export function adderTo<Row extends object>({
  table,
  keys,
  figures,
}: SumTable<Row>): (rows: readonly Row[]) => Statement[] {
  const keyFields = Object.keys(keys) as (keyof Row & string)[]
  const figureFields = Object.keys(figures) as (keyof Row & string)[]
  const columns = [...keyFields, ...figureFields]
  const arrays = Object.values<string | undefined>({ ...keys, ...figures })
  const name = `${table}-add`
  const text = `INSERT INTO ${table} AS t (${columns.join(', ')})
    SELECT * FROM unnest(${arrays.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})
    ON CONFLICT (${keyFields.join(', ')}) DO UPDATE
    SET ${figureFields.map(figure => `${figure} = t.${figure} + excluded.${figure}`).join(', ')}`
  const key = (row: Row) => keyFields.map(field => row[field]).join(' ')
  return rows => {
    const sums = rows
      .filter(row => figureFields.some(figure => Number(row[figure]) !== 0))
      .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    return sums.length === 0
      ? []
      : [{ name, text, values: columns.map(column => sums.map(row => row[column])) }]
  }
}
