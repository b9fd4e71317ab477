import { sqlState } from '@orderflow/messaging/database'
import { ServiceError } from '@orderflow/service-kit'
import type { ClientBase } from 'pg'

/** How often a lock is asked for, and for how many milliseconds each time: no longer may anything else queue behind it. */
const attempts = 5
const timeoutMs = 200

/**
 * Work in a transaction that waits for locks for a short time, and is begun again a few times if it has waited in vain.
 *
 * @throws ServiceError `ERASE_BUSY`, with who is in the way
 */
export async function withShortLocks<Result>(
  client: ClientBase,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`BEGIN; SET LOCAL lock_timeout = ${timeoutMs}`)
      const result = await work()
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {}) // whoever has broken the connection has ended it
      if (sqlState(error) !== lockNotAvailable) throw error
      if (attempt === attempts) throw busy(await inTheWay(client))
    }
  }
}

const lockNotAvailable = '55P03'

/** Those whose transactions have more than read customers, the oldest first. */
async function inTheWay(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ who: string }>(
    `SELECT format('%s (process %s, since %s)', coalesce(nullif(application_name, ''), usename), pid,
       to_char(xact_start, 'HH24:MI:SS')) AS who
     FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND pid IN (
       SELECT pid FROM pg_locks WHERE granted AND relation = 'customers'::regclass
         AND mode NOT IN ('AccessShareLock', 'ShareUpdateExclusiveLock')
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
     ORDER BY xact_start LIMIT 3`,
  )
  return rows.map(({ who }) => who)
}

const busy = (who: readonly string[]) =>
  new ServiceError(
    'ERASE_BUSY',
    `Other transactions hold the customer's row: ${who.join(', ') || 'they have ended by now'}. Nothing was erased. Wait for their end, or end them with pg_terminate_backend, then erase again.`,
  )
