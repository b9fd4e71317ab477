import type { Pool, PoolClient } from 'pg'
import { isConnectionLost } from './database-errors.ts'
import { MessagingError } from './errors.ts'
import type { Statement } from './types.ts'

/**
 * Runs `work` in one transaction and returns its result once it is committed. What `last` makes of that result is
 * executed in this order and sent together with the commit, which is a rollback if one of them fails: on a pool with
 * `pipeline: true` it is one round trip. What `work` throws is
 * rethrown as it is, after the rollback. A connection that broke, or on which the rollback fails, is
 * destroyed, never handed to the next caller.
 *
 * @throws MessagingError `TRANSACTION_ABORTED` if `work` swallowed the error of a statement: PostgreSQL
 * answers such a COMMIT with a rollback and no error.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  last: (result: Result) => readonly Statement[] = () => [],
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
    const statements = [...last(result), { text: 'COMMIT' }]
    const answers = await Promise.all(statements.map(statement => client.query(statement)))
    if (answers.at(-1)?.command !== 'COMMIT') throw aborted()
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
