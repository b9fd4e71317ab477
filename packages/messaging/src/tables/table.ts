import { Rows } from '../batch/rows.ts'
import { insertRows, updateRows, type Columns as Written } from '../database/row-statements.ts'
import { MessagingError } from '../errors.ts'
import type { Input } from '../types/decider.ts'
import type { TableRights } from '../types/rights.ts'
import type { Statement, Tx } from '../types/statement.ts'
import { type Field, fieldsOf, quoted } from './fields.ts'
import { keysOfTable, type SomeKeys } from './keys.ts'
import type { Columns, ColumnsOf, RowOf } from './words.ts'

export interface TableOptions<Name extends string> {
  /** The property that rows are told apart by; without it, the first. One column: for more, write a store of your own. */
  readonly key?: Name
  /** Properties that never change once the row is there: an update leaves them out. */
  readonly fixed?: readonly Name[]
  /** The keys of the rows that an input needs; without it, its data's property that is named as the key is. */
  keysOf?(input: Input): SomeKeys
}

/** The texts that a table is kept with. */
export interface TableStatements {
  /** For a program's first days; afterwards a migration says this, and more. */
  readonly create: string
  readonly load: string
  readonly find: string
  readonly insert: string
  /** None where nothing can change. */
  readonly update: string | undefined
}

/** A table of which a batch loads, and saves, all the rows that it needs at once. */
export interface Table<Row> {
  /** Its name in the database. */
  readonly name: string
  readonly statements: TableStatements
  /** What these statements need: for `rights` of `setUpDatabase`. */
  readonly rights: TableRights
  /** The rows that the inputs need, locked in the order of their keys; no statement if they need none. */
  load(tx: Tx, inputs: readonly Input[]): Promise<Rows<Row>>
  /** The rows of these keys, locked in the same way: where inputs alone do not say which they are. */
  lock(tx: Tx, keys: Iterable<string>): Promise<Rows<Row>>
  /** What inserts the new rows, in the order of their keys, and updates those that changed. Pure. */
  save(rows: Rows<Row>): readonly Statement[]
  /** All rows in the order of their keys, without locking them. */
  all(tx: Tx): Promise<Row[]>
  /** One row, without locking it; for queries. */
  find(tx: Tx, key: string): Promise<Row | undefined>
  /** Rows in the order of their keys, without locking them. */
  findAll(tx: Tx, keys: readonly string[]): Promise<Row[]>
  /** The rows of `SELECT … FROM table` and what the statement's text adds: `WHERE taken > $1`. */
  select(tx: Tx, rest: Statement): Promise<Row[]>
  /** Rows that were not asked for: those of a decider's test; or none yet, where rows are only ever added. */
  rows(loaded?: Iterable<Row>): Rows<Row>
}

/**
 * Makes the statements that load and save the rows of a table, a batch at a time, from its columns: `takenAt: 'date'` is
 * the property `takenAt` and the column `taken_at`. They make the type of the row; where rows have one of
 * their own, `table<Row>(…)` holds the columns to it.
 *
 * @param columns by property, in SQL's words: `'text'`, `'text null'` where it may be null
 * @throws TABLE_INVALID; its rows throw ROW_NOT_LOADED for a row that was not asked for when the batch began
 */
export function table<Row extends object = never>(
  name: string,
  columns: ColumnsOf<NoInfer<Row>>,
  options?: TableOptions<keyof NoInfer<Row> & string>,
): Table<Row>
export function table<const C extends Columns>(
  name: string,
  columns: C,
  options?: TableOptions<keyof NoInfer<C> & string>,
): Table<RowOf<C>>
export function table(name: string, columns: Columns, options: TableOptions<string> = {}): Table<AnyRow> {
  const { fields, key } = fieldsOf(name, columns, options)
  const keys = keysOfTable(name, key, options.keysOf)
  const { keyOf } = keys
  const select = `SELECT ${fields.map(selected).join(', ')} FROM ${quoted(name)} AS t`
  const find = `${select} WHERE t.${key.column} = ANY ($1::${key.array}[]) ORDER BY t.${key.column}`
  const load = `${find} FOR UPDATE`
  const insert = insertRows(quoted(name), written(fields))
  const changing = fields.filter(field => field === key || !options.fixed?.includes(field.property))
  const update = changing.length > 1 ? updateRows(quoted(name), key.column, written(changing)) : undefined
  const prepared = (verb: string) => `${name.replaceAll('_', '-')}-${verb}`
  const reads = fields.filter(({ read }) => read !== undefined)

  async function query(tx: Tx, statement: Statement): Promise<AnyRow[]> {
    const { rows } = await tx.query<AnyRow>(statement)
    for (const row of rows) for (const { property, read } of reads) row[property] = read?.(row[property])
    return rows
  }

  async function lock(tx: Tx, forms: ReadonlySet<string>) {
    const values = [[...forms]]
    const rows = forms.size === 0 ? [] : await query(tx, { name: prepared('lock'), text: load, values })
    return new Rows(keyOf, rows, keys.among(forms))
  }

  /** Holds rows that no compiler has seen to the columns: what is missing would become null, what is more would be lost. */
  function whole(rows: AnyRow[]): AnyRow[] {
    for (const row of rows) {
      const lost = fields.find(({ property }) => row[property] === undefined)?.property
      if (lost !== undefined) throw notWhole(name, `no ${lost}: it has a value, or null where it may be that`)
      const more = Object.keys(row).find(property => !Object.hasOwn(columns, property))
      if (more !== undefined) throw notWhole(name, `${more}, which is no column of it`)
      const beyond = fields.find(({ property, returns }) => returns?.(row[property] ?? 0) === false)?.property
      if (beyond !== undefined)
        throw notWhole(
          name,
          `a ${beyond} of ${row[beyond]}, which could not be read again: a bigint is whole and below 2^53`,
        )
    }
    return rows
  }

  async function findAll(tx: Tx, asked: readonly string[]) {
    const values = [[...keys.formsOf(asked)]]
    return await query(tx, { name: prepared('find'), text: find, values })
  }

  return {
    name,
    statements: {
      create: createText(name, fields, key),
      load,
      find,
      insert: insert.text,
      update: update?.text,
    },
    rights: rightsOf(fields, changing, key),
    load: async (tx, inputs) => await lock(tx, keys.ofInputs(inputs)),
    lock: async (tx, asked) => await lock(tx, keys.formsOf(asked)),
    save: rows => [
      ...insert(whole(rows.inserted()).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))),
      ...(update?.(whole(rows.updated())) ?? []),
    ],
    find: async (tx, asked) => (await findAll(tx, [asked]))[0],
    findAll,
    all: tx => query(tx, { text: `${select} ORDER BY t.${key.column}` }),
    select: (tx, { text, ...rest }) => query(tx, { ...rest, text: `${select} ${text}` }),
    rows: loaded => new Rows(keyOf, loaded),
  }
}

/** Where nothing changes, the key stands for what rows cannot be locked without: the right to change some column. */
function rightsOf(fields: readonly Field[], changing: readonly Field[], key: Field): TableRights {
  const changed = changing.length > 1 ? changing.filter(field => field !== key) : [key]
  return { select: '*', insert: fields.map(nameOf), update: changed.map(nameOf) }
}

const nameOf = ({ column }: Field) => column.slice(1, -1)

const notWhole = (table: string, fault: string) =>
  new MessagingError('ROW_INVALID', `A row of the table ${table} has ${fault}.`)

type AnyRow = Record<string, unknown>

const selected = ({ column, property, selected: of = c => c }: Field) => `${of(column)} AS "${property}"`

const written = (fields: readonly Field[]): Written<AnyRow> =>
  Object.fromEntries(
    fields.map(({ column, array, property, write = value => value }) => [
      column,
      [array, row => write(row[property])],
    ]),
  )

/** Keys in the order of their bytes, whatever language the database has: comparing is cheaper. */
function createText(name: string, fields: readonly Field[], key: Field): string {
  const lines = fields.map(field => {
    const { column, type, array, nullable } = field
    const collation = field === key && array === 'text' ? ' COLLATE "C"' : ''
    return `  ${column} ${type}${collation}${field === key ? ' PRIMARY KEY' : nullable ? '' : ' NOT NULL'}`
  })
  return `CREATE TABLE IF NOT EXISTS ${quoted(name)} (\n${lines.join(',\n')}\n)`
}
