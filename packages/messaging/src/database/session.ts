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
  default_transaction_isolation: 'read\\ committed',
}

/**
 * The settings of every connection, as libpq's `options` has them. What is not here is the administrator's: whether
 * sessions are read-only, time-outs beyond our own, `synchronous_commit`, memory, logging. pg itself asks for UTF-8.
 */
export const sessionSettings = sessionSettingsIn(defaultSchema)

/** The same where the tables of inbox and outbox are in this schema; those of the service are in `public` all the same. */
export function sessionSettingsIn(schema: string): string {
  // Tables are named without their schema.
  const all = { ...settings, search_path: searchPath(schema) }
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
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

/**
 * Settings of a connection, as libpq's `options` has them, under which statements are planned by key. A service looks
 * rows up by their keys, some hundreds at a time, and reads its outbox in order; its statements are prepared once. A
 * plan that is made while a table is empty, or has just been emptied, reads all of it, and stays in use until
 * statistics come: seconds of load, or minutes. So plans that read whole tables, and those that join by building a
 * table in memory, are left to statements that have no other way. A statement is planned once, whatever it is given: left to
 * choose, PostgreSQL plans some anew for every batch, which takes longer than the search (ADR 75).
 */
export const plannerSettings =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan'
