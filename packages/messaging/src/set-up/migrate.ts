import pg from 'pg'
import type { Logger } from 'pino'
import { sqlState } from '../database/errors.ts'
import { defaultSchema, sessionSettings } from '../database/session.ts'
import { describe, MessagingError } from '../errors.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import { type PlacedMigration, placed } from './placed.ts'

interface MigrateOptions {
  /** As the role that owns the schema, never as the application's. */
  readonly url: string
  /** Folders of numbered `.sql` files, in the order in which they depend on each other. */
  readonly directories: readonly string[]
  /** Where the tables of inbox and outbox are to be; `public` unless told, where all others are. Chosen once. */
  readonly schema?: string | undefined
  readonly logger: Logger
  /** Milliseconds to wait for another process that migrates; 60,000 if not given. */
  readonly lockTimeoutMs?: number
}

/** SQLSTATEs of a table, a function or a type whose name is in use. */
const taken = new Set(['42P07', '42723', '42710'])
const anotherSchema =
  '. The tables of inbox and outbox cannot be made beside it: name a schema for them with the setting `schema`'

/** Any constant will do, as long as nothing else in the database locks it. */
const lockKey = 6_051_974_001

/** Kept in a schema of its own, on which the application's role has no rights. */
const ledger = `
  CREATE SCHEMA IF NOT EXISTS migrations;
  CREATE TABLE IF NOT EXISTS migrations.applied (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`

/**
 * Brings a database's schema up to date: runs each migration that it does not have yet, forward only,
 * each in one transaction together with its record. Any number of processes may call it at once: one
 * connection holds an advisory lock while it works, the others wait and then find nothing to do.
 * After a failure the database stands between two migrations, and the next call goes on from there.
 * Method: graphile/worker, `src/migrate.ts`.
 *
 * @returns the names of the migrations that this call applied.
 * @throws MessagingError `MIGRATION_INVALID` (file names), `MIGRATION_CHANGED` (an applied file was edited
 * or renamed), `MIGRATION_FAILED` (the SQL; `cause` has the reason), `MIGRATION_LOCK_TIMEOUT`.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  return [...(await bringUpToDate(options)).applied]
}

/** The same; says too whether a newer release has migrated this database. */
export async function bringUpToDate({
  url,
  directories,
  schema = defaultSchema,
  logger,
  lockTimeoutMs = 60_000,
}: MigrateOptions): Promise<{ readonly applied: readonly string[]; readonly isOlder: boolean }> {
  const files = (await Promise.all(directories.map(readMigrations))).flat()
  const migrations = files.map(migration => placed(migration, schema))
  refuseSharedNamespace(migrations)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'migrate',
    keepAlive: true,
    options: sessionSettings,
  })
  client.on('error', err => logger.error({ err }, 'the connection that migrates was lost'))
  await client.connect()
  try {
    await lock(client, lockTimeoutMs)
    await client.query(ledger)
    const recorded = await readLedger(client)
    const pending = migrations.filter(migration => isPending(migration, recorded))
    const isOlder = warnOfUnknown(migrations, recorded, logger)
    for (const migration of pending) {
      await apply(client, migration)
      logger.info({ migration: migration.name }, 'migration applied')
    }
    return { applied: pending.map(({ name }) => name), isOlder }
  } finally {
    await client.end().catch(() => {}) // the lock ends with the connection
  }
}

async function lock(client: pg.Client, timeoutMs: number): Promise<void> {
  await client.query(`SET lock_timeout = ${Math.trunc(timeoutMs)}`)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey])
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== '55P03') throw cause
    throw new MessagingError(
      'MIGRATION_LOCK_TIMEOUT',
      `Another process has been migrating this database for more than ${timeoutMs} ms. Wait for it, then start again.`,
      cause,
    )
  }
}

async function readLedger(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM migrations.applied',
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

function isPending(migration: Migration, recorded: ReadonlyMap<string, string>): boolean {
  const checksum = recorded.get(migration.name)
  if (checksum === migration.checksum) return false
  const prefix = `${migration.namespace}/${String(migration.number).padStart(4, '0')}_`
  const other = [...recorded.keys()].find(name => name.startsWith(prefix))
  if (other === undefined) return true
  throw new MessagingError(
    'MIGRATION_CHANGED',
    checksum === undefined
      ? `The migration ${other} was applied to this database, and its number is now ${migration.name}. Give the new file the next number.`
      : `The migration ${migration.name} was edited after it was applied to this database. Restore it and put the change into a new file.`,
  )
}

/** A newer release migrated this database: normal for an old process in a rolling deploy. */
function warnOfUnknown(
  migrations: readonly Migration[],
  recorded: ReadonlyMap<string, string>,
  logger: Logger,
): boolean {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = [...recorded.keys()].filter(name => !known.has(name))
  if (unknown.length > 0)
    logger.warn({ unknown }, 'the database has migrations that this release does not know')
  return unknown.length > 0
}

async function apply(
  client: pg.Client,
  { name, path, sql, checksum, isOurs }: PlacedMigration,
): Promise<void> {
  try {
    await client.query(`BEGIN; SET LOCAL search_path = ${path}`)
    await client.query(sql)
    await client.query('INSERT INTO migrations.applied (name, checksum) VALUES ($1, $2)', [name, checksum])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {})
    const hint = isOurs && taken.has(sqlState(cause) ?? '') ? anotherSchema : ''
    throw new MessagingError(
      'MIGRATION_FAILED',
      `The migration ${name} failed and was rolled back: ${describe(cause)}${hint}`,
      cause,
    )
  }
}

function refuseSharedNamespace(migrations: readonly Migration[]): void {
  const names = new Set(migrations.map(({ namespace, number }) => `${namespace}/${number}`))
  if (names.size === migrations.length) return
  throw new MessagingError(
    'MIGRATION_INVALID',
    'Two folders of migrations have the same namespace. Give one of their packages another name.',
  )
}
