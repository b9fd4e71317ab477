import { MessagingError } from '../../errors.ts'
import type { Names, Rights, TableRights } from '../../types/rights.ts'
import type { Relation, Routine } from './catalog.ts'
import { own, ownFunctions } from './own.ts'

export interface Described {
  /** What the service's own tables and functions are to be used for; those of inbox and outbox are known. */
  readonly rights: Rights
  /** The schema of the tables of inbox and outbox; those of the service are in `public`. */
  readonly schema: string
  readonly relations: readonly Relation[]
  readonly routines: readonly Routine[]
  /** A newer release has set the database up: what it has taken away is passed over. */
  readonly isOlder?: boolean
}

export interface Wanted {
  /** Rights as GRANT has them. */
  readonly rights: ReadonlySet<string>
  /** Tables and views that are not listed. */
  readonly unlisted: readonly Relation[]
}

/**
 * The rights of the application, statement by statement, on what is there. Pure.
 *
 * @throws MessagingError `RIGHTS_UNKNOWN` for a table, a column or a function that there is not; `RIGHTS_APPEND_ONLY`
 */
export function wantedRights(described: Described): Wanted {
  const { rights, schema, relations, routines, isOlder = false } = described
  const listed = new Map<string, TableRights>([
    ...Object.entries(own.tables).map(([name, ofTable]) => [`${schema}.${name}`, ofTable] as const),
    ...Object.entries(rights.tables)
      .filter(([name]) => !name.includes('.'))
      .map(([name, ofTable]) => [`public.${name}`, ofTable] as const),
  ])
  const tables = relations.filter(({ isPartition }) => !isPartition)
  const functions = routines.filter(routine => isCalled(routine, rights, schema))
  // Who lists what the program knows of is told otherwise what of it the database does not have (`checkTables`).
  if (rights.unlisted !== 'left' && !isOlder) {
    refuseUnknown('table', [...listed.keys()], tables.map(fullName))
    for (const table of tables) refuseUnknownColumns(table, listed.get(fullName(table)) ?? {})
    if (rights.functions !== '*')
      refuseUnknown(
        'function',
        rights.functions ?? [],
        routines.map(({ name }) => name),
      )
  }
  const wanted = tables.flatMap(table => rightsOn(table, listed.get(fullName(table)) ?? {}))
  return {
    rights: new Set([...wanted, ...functions.map(({ object }) => `EXECUTE ON ${object}`)]),
    unlisted: tables.filter(table => !listed.has(fullName(table))),
  }
}

const fullName = ({ schema, name }: Relation) => `${schema}.${name}`

function rightsOn(table: Relation, { select, insert, update, delete: deletes }: TableRights): string[] {
  if (table.isFinal && (update !== undefined || deletes === true))
    throw new MessagingError(
      'RIGHTS_APPEND_ONLY',
      `The table ${table.name} has a trigger append_only: nobody may be given to change or delete its rows.`,
    )
  return [
    ...onColumns('SELECT', table, select),
    ...onColumns('INSERT', table, insert),
    ...onColumns('UPDATE', table, update),
    ...(deletes === true ? [`DELETE ON ${table.object}`] : []),
    ...(insert === undefined ? [] : table.sequences.map(sequence => `USAGE ON ${sequence}`)),
  ]
}

function onColumns(verb: string, { object, columns }: Relation, names: Names | undefined): string[] {
  if (names === undefined) return []
  if (names === '*') return [`${verb} ON ${object}`]
  return names.filter(isIn(columns)).map(column => `${verb} (${columns[column]}) ON ${object}`)
}

const isIn = (columns: Relation['columns']) => (column: string) => Object.hasOwn(columns, column)

function refuseUnknownColumns({ name, columns }: Relation, { select, insert, update }: TableRights): void {
  const named = [select, insert, update].flatMap(names => (names === '*' ? [] : (names ?? [])))
  refuseUnknown(`column of ${name}`, named, Object.keys(columns))
}

function isCalled({ schema, name }: Routine, { functions = [] }: Rights, ofMessaging: string): boolean {
  if (schema === ofMessaging && ownFunctions.has(name)) return own.functions?.includes(name) === true
  return functions === '*' || functions.includes(name)
}

function refuseUnknown(kind: string, names: readonly string[], known: readonly string[]): void {
  const lost = names.filter(name => !known.includes(name))
  if (lost.length > 0)
    throw new MessagingError(
      'RIGHTS_UNKNOWN',
      `The rights of the application name what the database does not have, as ${kind}: ${lost.join(', ')}. Correct the name, or take it out.`,
    )
}
