import pg from 'pg'
import { sqlState } from '../database/errors.ts'
import { sessionSettings } from '../database/session.ts'
import { describe, MessagingError } from '../errors.ts'

/**
 * Runs `work` on a connection of its own.
 *
 * @throws MessagingError `POSTGRES_URL_INVALID`; `POSTGRES_UNREACHABLE` if there is no server, or it does not let the
 * user in; what `work` throws
 */
export async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: urlFrom(url).href,
    application_name: 'provision',
    options: sessionSettings,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {}) // whoever is querying gets the same error
  await client.connect().catch(cause => {
    // That somebody may not connect is told like all that he may not.
    throw sqlState(cause) === '42501' ? cause : unreachable(client, cause)
  })
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** @throws MessagingError `POSTGRES_URL_INVALID`, without the URL, which may have a password in it */
export function urlFrom(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new MessagingError(
    'POSTGRES_URL_INVALID',
    'The URL of PostgreSQL is none: it is postgres://user:password@host:port/database, with special characters of the password percent-encoded.',
  )
}

const unreachable = ({ host, port, user }: pg.Client, cause: unknown) =>
  new MessagingError(
    'POSTGRES_UNREACHABLE',
    `PostgreSQL at ${host}:${port} did not let ${user} in: ${describe(cause)}. Is that the right URL, and does it run?`,
    cause,
  )
