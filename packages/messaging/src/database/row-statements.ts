import type { Statement } from '../types/statement.ts'

/**
 * What is written of a row, by column: its type, where its value comes from, and, unless it is stored as it is given, the
 * expression that is; in that `n` is the row that is given and `t` the one that is there.
 */
export type Columns<Row> = Readonly<
  Record<string, readonly [type: string, value: (row: Row) => unknown, stored?: string]>
>

/** Writes rows with one statement, whose text is always the same; with none if there are none. */
export interface Writer<Row> {
  (rows: readonly Row[]): Statement[]
  readonly text: string
}

/**
 * Makes the function that inserts rows: one statement however many there are, none if there is none. Each column goes as an
 * array (`unnest`), so the text is always the same and stays prepared. The rows are locked in the order in which they
 * are given: two transactions that insert the same rows must agree on one.
 *
 * @param onConflict what else becomes of a row that is there: `ON CONFLICT …`; without it that is an error
 */
export function insertRows<Row>(table: string, columns: Columns<Row>, onConflict = ''): Writer<Row> {
  const stored = Object.entries(columns).map(([name, [, , expression]]) => expression ?? name)
  const text = `INSERT INTO ${table} AS t (${Object.keys(columns).join(', ')})
    SELECT ${stored.join(', ')} FROM ${given(columns)} ${onConflict}`
  return writer(nameOf(table, 'insert'), text, columns)
}

/**
 * Makes the function that updates rows: one statement however many there are, none if there is none. They should be locked
 * before, in the order of their keys.
 *
 * @param key the column that tells which row it is; the others are set
 */
export function updateRows<Row>(table: string, key: string, columns: Columns<Row>): Writer<Row> {
  const set = Object.entries(columns)
    .filter(([name]) => name !== key)
    .map(([name, [, , expression]]) => `${name} = ${expression ?? `n.${name}`}`)
  const text = `UPDATE ${table} t SET ${set.join(', ')} FROM ${given(columns)} WHERE t.${key} = n.${key}`
  return writer(nameOf(table, 'update'), text, columns)
}

/** The arrays of a statement's values as a table `n`. */
function given(columns: Columns<never>): string {
  const arrays = Object.values(columns).map(([type], i) => `$${i + 1}::${type}[]`)
  return `unnest(${arrays.join(', ')}) AS n (${Object.keys(columns).join(', ')})`
}

const nameOf = (table: string, verb: string) => `${table.replaceAll('"', '').replaceAll('_', '-')}-${verb}`

function writer<Row>(name: string, text: string, columns: Columns<Row>): Writer<Row> {
  const readers = Object.values(columns).map(([, value]) => value)
  const write = (rows: readonly Row[]) =>
    rows.length === 0 ? [] : [{ name, text, values: readers.map(value => rows.map(value)) }]
  return Object.assign(write, { text })
}
