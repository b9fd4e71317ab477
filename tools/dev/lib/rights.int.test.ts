import { randomBytes } from 'node:crypto'
import { type Rights, rightsOfMessaging, setUpDatabase, type TableRights } from '@orderflow/messaging/set-up'
import { createLogger } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { expect, it } from 'vitest'
import { bridge, services } from './services.ts'

const logger = createLogger({ service: 'test', level: 'fatal' })

/** What a role may really do to each table, view, partition and sequence of all schemas, whatever it has that from. */
const tablesOf = `
  SELECT format('%s%s', CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END, relname) AS name, relispartition AS "isPartition",
    ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) p
      WHERE relkind <> 'S' AND has_table_privilege($1, c.oid, p)) AS whole,
    ARRAY(SELECT p || ' ' || attname FROM pg_attribute, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
      WHERE relkind <> 'S' AND attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND NOT has_table_privilege($1, c.oid, p)
        AND has_column_privilege($1, c.oid, attnum, p)) AS columns,
    relkind = 'S' AND has_sequence_privilege($1, c.oid, 'USAGE, SELECT, UPDATE') AS sequence
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`
const functionsOf = `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  AND has_function_privilege($1, oid, 'EXECUTE') ORDER BY 1`
const elsewhere = `SELECT ARRAY(SELECT nspname::text FROM pg_namespace WHERE has_schema_privilege($1, oid, 'CREATE')
    OR has_schema_privilege($1, oid, 'USAGE') AND nspname NOT IN ('public', 'pg_catalog', 'information_schema')) AS schemas,
  has_database_privilege($1, current_database(), 'CREATE, TEMPORARY') AS database,
  ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = $1::regrole) AS groups`

interface Found {
  readonly name: string
  readonly isPartition: boolean
  readonly whole: readonly string[]
  readonly columns: readonly string[]
  readonly sequence: boolean
}

/** As a table of rights has it; what no such table can say is there too, and is none of what is expected. */
function rightsOf({ whole, columns, sequence }: Found) {
  const of = (verb: string) => {
    const names = columns.filter(each => each.startsWith(`${verb} `)).map(each => each.slice(verb.length + 1))
    return whole.includes(verb) ? '*' : names.length > 0 ? names.toSorted() : undefined
  }
  const verbs = { select: of('SELECT'), insert: of('INSERT'), update: of('UPDATE') }
  const more = ['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'].filter(verb => of(verb) !== undefined)
  return {
    ...Object.fromEntries(Object.entries(verbs).filter(([, columns]) => columns !== undefined)),
    ...(whole.includes('DELETE') && { delete: true }),
    ...(more.length > 0 && { more }),
    ...(sequence && { sequence }),
  }
}

const sorted = (rights: TableRights) =>
  Object.fromEntries(
    Object.entries(rights).map(([verb, columns]) => [
      verb,
      Array.isArray(columns) ? columns.toSorted() : columns,
    ]),
  )

it.each([...services, bridge])('$name may do what its table says, and nothing else', async service => {
  const database = `rights_${randomBytes(5).toString('hex')}`
  const rights: Rights = service.rights
  const admin = await adminUrl()
  await setUpDatabase({ adminUrl: admin, database, migrations: service.migrations, rights, logger })
  const client = new pg.Client({
    connectionString: Object.assign(new URL(admin), { pathname: database }).href,
  })
  await client.connect()
  try {
    const ask = async <Row extends pg.QueryResultRow>(text: string) =>
      (await client.query<Row>(text, [`${database}_app`])).rows
    const found = await ask<Found>(tablesOf)
    const stated = { ...rightsOfMessaging.tables, ...rights.tables }
    expect(Object.fromEntries(found.map(each => [each.name, rightsOf(each)]))).toEqual({
      ...Object.fromEntries(found.map(({ name }) => [name, {}])),
      ...Object.fromEntries(Object.entries(stated).map(([name, ofTable]) => [name, sorted(ofTable)])),
    })
    expect(found.filter(({ isPartition }) => isPartition).length).toBeGreaterThan(5)
    const functions = [...(rightsOfMessaging.functions ?? []), ...(rights.functions ?? [])]
    expect((await ask<{ name: string }>(functionsOf)).map(({ name }) => name)).toEqual(functions.toSorted())
    expect(await ask(elsewhere)).toEqual([{ schemas: [], database: false, groups: [] }])
  } finally {
    await client.end()
  }
})
