import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { sagaServices } from '../../dev/lib/services.ts'

const lookEveryMs = 200
const query = `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS seconds FROM outbox`

/**
 * Looks at all outboxes five times a second while `work` goes on.
 *
 * @returns the longest that an event was seen to wait to be published, in seconds
 */
export async function longestWait(
  postgresUrl: (database: string) => string,
  work: () => Promise<unknown>,
): Promise<number> {
  const clients = sagaServices.map(({ database }) => {
    return new pg.Client({ connectionString: postgresUrl(database), application_name: 'chaos' })
  })
  const watching = new AbortController()
  let longest = 0
  async function watch(client: pg.Client) {
    await client.connect()
    while (!watching.signal.aborted) {
      const { rows } = await client.query<{ seconds: number }>(query)
      longest = Math.max(longest, rows[0]?.seconds ?? 0)
      await pause(lookEveryMs)
    }
  }
  const watchers = Promise.all(clients.map(watch))
  try {
    await Promise.all([work().finally(() => watching.abort()), watchers])
    return longest
  } finally {
    await Promise.all(clients.map(client => client.end()))
  }
}
