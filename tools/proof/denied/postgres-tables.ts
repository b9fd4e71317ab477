import { rightsOfMessaging, type TableRights } from '@orderflow/messaging/set-up'
import type { ServiceFacts } from '../../dev/lib/services.ts'
import type { Attempt } from './attempt.ts'

/** A table, view or partition as it is in the database; names as statements have them. */
export interface FoundTable {
  readonly name: string
  readonly object: string
  readonly isView: boolean
  /** Without those that nobody can write. */
  readonly columns: Readonly<Record<string, string>>
}

export const foundTables = `
  SELECT relname AS name, c.oid::regclass::text AS object, relkind = 'v' AS "isView",
    (SELECT json_object_agg(attname, quote_ident(attname) ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
  FROM pg_class c WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace ORDER BY relname`

export type Tried = readonly [text: string, expected: Attempt['expected']]

/** Every verb on every table, for what is changed or added column by column: whether it is listed says what has to come of it. */
export function triedOn(table: FoundTable, { rights }: ServiceFacts): Tried[] {
  const { name, object, isView, columns } = table
  const listed: TableRights = { ...rightsOfMessaging.tables, ...rights.tables }[name] ?? {}
  const expected = (isListed: boolean) => (isListed ? 'allowed' : 'denied')
  const has = (columns: TableRights['insert'], column: string) =>
    columns === '*' || columns?.includes(column) === true
  const reads: Tried[] = [[`SELECT FROM ${object} LIMIT 0`, expected(listed.select !== undefined)]]
  if (isView) return reads
  return [
    ...reads,
    [`DELETE FROM ${object} WHERE false`, expected(listed.delete === true)],
    [`TRUNCATE ${object}`, 'denied'],
    ...Object.entries(columns).flatMap(([column, quoted]): Tried[] => [
      [
        `INSERT INTO ${object} (${quoted}) OVERRIDING SYSTEM VALUE SELECT NULL WHERE false`,
        expected(has(listed.insert, column)),
      ],
      [`UPDATE ${object} SET ${quoted} = DEFAULT WHERE false`, expected(has(listed.update, column))],
    ]),
  ]
}

/** Functions that do nothing in a database that has been set up, or nothing that lasts. */
export const triedFunctions: readonly Tried[] = [
  ['SELECT inbox_maintain(NULL)', 'allowed'],
  ['SELECT command_keys_maintain(NULL)', 'allowed'],
  ['SELECT command_keys_open()', 'denied'],
  ['SELECT inbox_first_id(now())', 'denied'],
]
