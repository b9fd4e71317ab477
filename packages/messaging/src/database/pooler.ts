import { MessagingError } from '../errors.ts'
import type { Tx } from '../types/statement.ts'
import { DatabaseUnavailable, sqlState } from './errors.ts'
import { sessionMark } from './session.ts'

/** Whether a connection has kept what it was opened with: `true`, or null where a pooler has dropped it. */
export const sessionKept = `SELECT current_setting('${sessionMark}', true) = 'kept' AS kept`

/** Where a session is needed and a pooler stands between; waited for as for a database that is away. */
export const poolerBetween = (cause?: unknown) =>
  new DatabaseUnavailable(
    new MessagingError(
      'POOLER_BETWEEN',
      'its URL leads to a pooler, which keeps no settings of a connection and no locks. Let DATABASE_DIRECT_URL lead past it',
      cause,
    ),
  )

/** Whether a pooler says that it takes no such settings; pgbouncer does, unless it is told to ignore them. */
export const refusesSettings = (error: unknown): boolean =>
  sqlState(error) === '08P01' && /^unsupported startup parameter/.test((error as Error).message)

/**
 * Refuses a connection through a pooler that does not begin with these settings.
 *
 * @throws DatabaseUnavailable whose cause is the MessagingError `POOLER_SETTINGS`
 */
export async function refuseOtherSettings(tx: Tx, wanted: Readonly<Record<string, string>>): Promise<void> {
  const { rows } = await tx.query<{ name: string; setting: string }>({
    text: 'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    values: [Object.keys(wanted)],
  })
  const found = new Map(rows.map(({ name, setting }) => [name, setting]))
  const other = Object.entries(wanted).flatMap(([name, value]) =>
    plain(found.get(name) ?? '') === plain(value) ? [] : [`${name} is ${found.get(name)}, not ${value}`],
  )
  if (other.length === 0) return
  throw new DatabaseUnavailable(
    new MessagingError(
      'POOLER_SETTINGS',
      `its connections through the pooler have other settings than the service needs (${other.join('; ')}). Run set-up, which gives them to the role, and then RECONNECT on the pooler`,
    ),
  )
}

/** Lists are written with blanks, or without. */
const plain = (value: string) => value.replaceAll(', ', ',')

/** Codes of what no waiting puts right: whoever starts a service says so at once. */
const misplaced = new Set(['POOLER_BETWEEN', 'POOLER_SETTINGS'])

export const isMisplaced = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable &&
  error.cause instanceof MessagingError &&
  misplaced.has(error.cause.code)
