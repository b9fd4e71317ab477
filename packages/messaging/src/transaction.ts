import type { Pool, PoolClient } from 'pg'
import { isConnectionLost } from './database-errors.ts'
import { MessagingError } from './errors.ts'

/**
 * Runs `work` in one transaction and returns its result once it is committed. What `work` throws is
 * rethrown as it is, after the rollback. A connection that broke, or on which the rollback fails, is
 * destroyed, never handed to the next caller.
 *
 * @throws MessagingError `TRANSACTION_ABORTED` if `work` swallowed the error of a statement: PostgreSQL
 * answers such a COMMIT with a rollback and no error.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken ??= error
  }
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    if (command !== 'COMMIT') throw aborted()
    return result
  } catch (error) {
    if (isConnectionLost(error)) broken ??= error as Error
    if (broken === undefined) await client.query('ROLLBACK').catch(onError)
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

function aborted(): MessagingError {
  return new MessagingError(
    'TRANSACTION_ABORTED',
    'A statement of this transaction failed and its error was swallowed, so nothing was committed. Let the error through.',
  )
}
