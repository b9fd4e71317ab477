import type { Pool, PoolClient } from 'pg'
import { MessagingError } from '../errors.ts'
import type { Statement } from '../types/statement.ts'
import { type Condemn, withConnection } from './connections.ts'
import { connectionFault } from './errors.ts'

/**
 * Runs `work` in one transaction and returns its result once it is committed. What `last` makes of that result is
 * executed in this order and sent together with the commit, which is a rollback if one of them fails: on a pool with
 * `pipeline: true` it is one round trip. What `work` throws is
 * rethrown as it is, after the rollback. A connection that broke, or on which the rollback fails, is
 * destroyed, never handed to the next caller. Where the state of the connection is why the server refuses, all of it
 * runs a second time, on a new one (see `withConnection`).
 *
 * @param lockTimeoutMs how long a statement waits for a row that another transaction holds; as the connection has it
 * unless given
 * @throws MessagingError `TRANSACTION_ABORTED` if `work` swallowed the error of a statement: PostgreSQL
 * answers such a COMMIT with a rollback and no error.
 */
export function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  last: (result: Result) => readonly Statement[] = () => [],
  lockTimeoutMs?: number,
): Promise<Result> {
  return withConnection(pool, (client, condemn) => transact(client, condemn, work, last, lockTimeoutMs))
}

async function transact<Result>(
  client: PoolClient,
  condemn: Condemn,
  work: (client: PoolClient) => Promise<Result>,
  last: (result: Result) => readonly Statement[],
  lockTimeoutMs: number | undefined,
): Promise<Result> {
  try {
    // Two statements in one message cost no round trip more.
    const begin = lockTimeoutMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL lock_timeout = ${lockTimeoutMs}`
    await client.query(begin)
    const result = await work(client)
    const statements = [...last(result), { text: 'COMMIT' }]
    const answers = await Promise.all(statements.map(statement => client.query(statement)))
    if (answers.at(-1)?.command !== 'COMMIT') throw aborted()
    return result
  } catch (error) {
    // A connection that is gone has taken its transaction with it.
    if (connectionFault(error) !== 'lost') await client.query('ROLLBACK').catch(condemn)
    throw error
  }
}

function aborted(): MessagingError {
  return new MessagingError(
    'TRANSACTION_ABORTED',
    'A statement of this transaction failed and its error was swallowed, so nothing was committed. Let the error through.',
  )
}
