import { insertRows, type Statement } from '@orderflow/messaging/database'

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
  const columns = Object.entries<string | undefined>({ ...keys, ...figures })
  const key = (row: Row) => keyFields.map(field => row[field]).join(' ')
  const add = insertRows<Row>(
    table,
    Object.fromEntries(
      columns.map(([field, type]) => [field, [type as string, row => row[field as keyof Row]]]),
    ),
    `ON CONFLICT (${keyFields.join(', ')}) DO UPDATE
     SET ${figureFields.map(figure => `${figure} = t.${figure} + excluded.${figure}`).join(', ')}`,
  )
  return rows =>
    add(
      rows
        .filter(row => figureFields.some(figure => Number(row[figure]) !== 0))
        .toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    )
}
