import { MessagingError } from '../errors.ts'

/** Where the tables of inbox and outbox are unless told. */
export const defaultSchema = 'public'

/**
 * What statements here rely on, by the name of the setting: a database, a role or a server may be set up otherwise
 * (`ALTER DATABASE … SET`, `ALTER ROLE … SET`, postgresql.conf), for reasons of its own. Sent when a connection begins, these
 * have the last word over all of those and cost nothing afterwards.
 */
const settings: Readonly<Record<string, string>> = {
  // How values are written as text and read back: pg reads no other forms.
  DateStyle: 'ISO,YMD',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  // All digits of a float.
  extra_float_digits: '1',
  // Days and minutes are those of UTC wherever a moment becomes a date.
  TimeZone: 'UTC',
  // A backslash in a text is a backslash, NULL in an array is null, and x = NULL is not x IS NULL.
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  // A statement that has waited for a row sees what the other transaction made of it.
  default_transaction_isolation: 'read committed',
}

/** Set by whoever has a session of its own. Where a pooler takes no settings, or drops them, a connection lacks it. */
export const sessionMark = 'messaging.session'

const optionsOf = (all: Readonly<Record<string, string>>) =>
  Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ')

/**
 * The settings of every connection, as libpq's `options` has them. What is not here is the administrator's: whether
 * sessions are read-only, time-outs beyond our own, `synchronous_commit`, memory, logging. pg itself asks for UTF-8.
 */
export const sessionSettings = sessionSettingsIn(defaultSchema)

/** The same where the tables of inbox and outbox are in this schema; those of the service are in `public` all the same. */
export function sessionSettingsIn(schema: string): string {
  // Tables are named without their schema.
  return optionsOf({ ...settings, search_path: searchPath(schema), [sessionMark]: 'kept' })
}

/** @throws MessagingError `SCHEMA_NAME_INVALID` */
export function searchPath(schema: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new MessagingError(
      'SCHEMA_NAME_INVALID',
      `"${schema}" cannot name a schema here: use up to 63 lower-case letters, digits and "_".`,
    )
  return schema === defaultSchema ? schema : `${schema},${defaultSchema}`
}

const planner: Readonly<Record<string, string>> = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  plan_cache_mode: 'force_generic_plan',
}

/**
 * Settings of a connection, as libpq's `options` has them, under which statements are planned by key. A service looks
 * rows up by their keys, some hundreds at a time, and reads its outbox in order; its statements are prepared once. A
 * plan that is made while a table is empty, or has just been emptied, reads all of it, and stays in use until
 * statistics come: seconds of load, or minutes. So plans that read whole tables, and those that join by building a
 * table in memory, are left to statements that have no other way. A statement is planned once, whatever it is given: left to
 * choose, PostgreSQL plans some anew for every batch, which takes longer than the search (ADR 75).
 */
export const plannerSettings = optionsOf(planner)

/** Milliseconds that a service's statement, and its silence within a transaction, may take. */
export const serviceLimits = { statementTimeoutMs: 5_000, idleInTransactionTimeoutMs: 10_000 }

export interface SessionSettings {
  readonly schema: string
  readonly sequentialScans: boolean
  readonly statementTimeoutMs: number
  readonly idleInTransactionTimeoutMs: number
}

/**
 * All that statements rely on, by the name of the setting, where a pooler in transaction mode takes no settings from who
 * connects: then the role has them (`setUpDatabase` with `pooled`).
 */
export const roleSettings = (options: SessionSettings): Readonly<Record<string, string>> => ({
  ...settings,
  ...(options.sequentialScans ? {} : planner),
  search_path: searchPath(options.schema),
  statement_timeout: String(Math.trunc(options.statementTimeoutMs)),
  idle_in_transaction_session_timeout: String(Math.trunc(options.idleInTransactionTimeoutMs)),
})
