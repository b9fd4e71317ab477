import pg from 'pg'
import { postgresUrl } from '../../dev/lib/endpoints.ts'
import { type ServiceFacts, services } from '../../dev/lib/services.ts'
import type { Attempt, SystemUnderTest } from './attempt.ts'
import { type FoundTable, foundTables, triedFunctions, triedOn } from './postgres-tables.ts'

/** What no role of a service may do in its own database, whatever its tables are. */
const refusedStatements: readonly string[] = [
  'CREATE TABLE mine ()',
  'CREATE TEMPORARY TABLE mine ()',
  'CREATE SCHEMA mine',
  'CREATE FUNCTION mine() RETURNS integer LANGUAGE sql RETURN 1',
  'CREATE EXTENSION plpython3u',
  'CREATE ROLE mine',
  'ALTER ROLE CURRENT_USER SUPERUSER',
  'ALTER TABLE outbox_packs ADD COLUMN mine integer',
  'DROP TABLE outbox_packs',
  'CREATE OR REPLACE VIEW outbox AS SELECT FROM outbox_rows',
  'LOCK TABLE redrives IN ACCESS EXCLUSIVE MODE',
  'ALTER TABLE redrives DISABLE TRIGGER append_only',
  'DROP TRIGGER append_only ON redrives',
  'SELECT FROM migrations.applied LIMIT 0',
  `SET session_replication_role = 'replica'`,
  'SET SESSION AUTHORIZATION postgres',
  `SELECT pg_read_file('PG_VERSION')`,
  'SELECT FROM pg_authid LIMIT 0',
  `COPY outbox TO PROGRAM 'true'`,
]

/** The same of what takes no transaction around it. */
const refusedAlone: readonly string[] = ['CREATE DATABASE mine', 'ALTER SYSTEM SET fsync = off']

/** What the server has for itself. */
const serversOwn = ['postgres', 'template1']

/** Each service's role: what it may do in its own database, and that it comes into no other. */
export async function postgres(system: SystemUnderTest): Promise<readonly Attempt[]> {
  const attempts = await Promise.all(services.map(each => ofService(each, system)))
  return attempts.flat()
}

async function ofService(
  service: ServiceFacts,
  { endpoints, databaseUrls }: SystemUnderTest,
): Promise<Attempt[]> {
  const { name: who, database } = service
  const url = databaseUrls[who] as string
  const others = [...services.map(other => other.database).filter(other => other !== database), ...serversOwn]
  const strangers = Object.entries({
    'without its password': { password: '' },
    'with another password': { password: 'another' },
    'as its owner, with its own password': { username: `${database}_owner` },
  })
  return [
    await connecting(who, `connect to ${database}`, 'allowed', url),
    ...(await Promise.all([
      ...others.map(other =>
        connecting(who, `connect to ${other}`, 'denied', changed(url, { pathname: other })),
      ),
      ...strangers.map(([how, parts]) =>
        connecting(who, `connect to ${database} ${how}`, 'denied', changed(url, parts)),
      ),
    ])),
    ...(await statements(who, url, [
      ...refusedStatements.map(text => [text, 'denied'] as const),
      [`SET ROLE ${database}_owner`, 'denied'],
      ...(
        await rows<FoundTable>(postgresUrl(endpoints, database), foundTables)
      ).flatMap(table => triedOn(table, service)),
      ...triedFunctions,
    ])),
    ...(await Promise.all(
      refusedAlone.map(async what => {
        const got = await outcome(() => rows(url, what))
        return { who, what, expected: 'denied', got } as const
      }),
    )),
    ...(await appendOnly(postgresUrl(endpoints, database), `${database}_owner`)),
  ]
}

/** Not even their owner changes what is only ever added to. */
async function appendOnly(url: string, owner: string): Promise<Attempt[]> {
  const tables = await rows<{ name: string }>(
    url,
    `SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1`,
  )
  const tried = tables.flatMap(({ name }) => [`DELETE FROM ${name} WHERE false`, `TRUNCATE ${name}`])
  return await statements(
    owner,
    url,
    tried.map(text => [text, 'denied']),
    `SET LOCAL ROLE ${owner}`,
  )
}

const changed = (url: string, parts: Partial<URL>) => Object.assign(new URL(url), parts).href

async function connecting(
  who: string,
  what: string,
  expected: Attempt['expected'],
  url: string,
): Promise<Attempt> {
  return { who, what, expected, got: await outcome(() => rows(url, 'SELECT 1')) }
}

/** Tries statements one after the other, each in a transaction that is rolled back. */
async function statements(
  who: string,
  url: string,
  tried: readonly (readonly [text: string, Attempt['expected']])[],
  first = '',
): Promise<Attempt[]> {
  const attempts: Attempt[] = []
  await connected(url, async client => {
    for (const [what, expected] of tried) {
      await client.query(`BEGIN; ${first}`)
      const got = await outcome(() => client.query(what))
      await client.query('ROLLBACK')
      attempts.push({ who, what, expected, got })
    }
  })
  return attempts
}

/** SQLSTATEs of a refusal: no right, no such password, no such role, no way in by pg_hba.conf. */
const refusals: ReadonlySet<string> = new Set(['42501', '28P01', '28000'])

async function outcome(work: () => Promise<unknown>): Promise<Attempt['got']> {
  try {
    await work()
    return 'allowed'
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    return refusals.has(code) || message.includes(noPassword) ? 'denied' : `failed: ${message}`
  }
}

/** The client's own words: it has nothing to answer the server's question with. */
const noPassword = 'client password must be a'

async function rows<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  return await connected(url, async client => (await client.query<Row>(text)).rows)
}

async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'denied' })
  client.on('error', () => {}) // whoever is querying gets the same error
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
