import type { Pool, PoolClient } from 'pg'
import { MessagingError } from '../errors.ts'
import type { Statement } from '../types/statement.ts'
import { type Condemn, withConnection } from './connections.ts'
import { connectionFault } from './errors.ts'

export interface TransactionOptions {
  /** How long a statement waits for a row that another transaction holds; as the connection has it unless given. */
  readonly lockTimeoutMs?: number
  /**
   * What `work` asks first goes out together with the BEGIN, a round trip less. If the BEGIN alone failed, a statement would be
   * committed by itself: so until it has an answer `work` may only read, and write with `whereBegun`.
   */
  readonly early?: boolean
}

/**
 * A condition of SQL that holds within `inTransaction`, and fails the statement elsewhere. A transaction here begins as DEFERRABLE, which
 * means nothing to it (only to one that is serializable and reads only) and tells it from a statement by itself.
 */
export const whereBegun = `(CASE current_setting('transaction_deferrable') WHEN 'on' THEN 'true'
  ELSE current_setting('transaction_deferrable') || ': no transaction' END)::boolean`

/**
 * Runs `work` in one transaction and returns its result once it is committed. What `last` makes of that result is
 * executed in this order and sent together with the commit, which is a rollback if one of them fails: on a pool with
 * `pipeline: true` it is one round trip. What `work` throws is
 * rethrown as it is, after the rollback. A connection that broke, or on which the rollback fails, is
 * destroyed, never handed to the next caller. Where the state of the connection is why the server refuses, all of it
 * runs a second time, on a new one (see `withConnection`).
 *
 * @throws MessagingError `TRANSACTION_ABORTED` if `work` swallowed the error of a statement: PostgreSQL
 * answers such a COMMIT with a rollback and no error.
 */
export function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  last: (result: Result) => readonly Statement[] = () => [],
  options: TransactionOptions = {},
): Promise<Result> {
  return withConnection(pool, (client, condemn) => transact(client, condemn, work, last, options))
}

async function transact<Result>(
  client: PoolClient,
  condemn: Condemn,
  work: (client: PoolClient) => Promise<Result>,
  last: (result: Result) => readonly Statement[],
  { lockTimeoutMs, early = false }: TransactionOptions,
): Promise<Result> {
  try {
    // Two statements in one message cost no round trip more.
    const limit = lockTimeoutMs === undefined ? '' : `; SET LOCAL lock_timeout = ${lockTimeoutMs}`
    const begun = client.query(`BEGIN DEFERRABLE${limit}`)
    if (!early) await begun
    const result = await both(begun, work(client))
    const statements = [...last(result), { text: 'COMMIT' }]
    const answers = await Promise.all(statements.map(statement => client.query(statement)))
    if (answers.at(-1)?.command !== 'COMMIT') throw aborted()
    return result
  } catch (error) {
    // A connection that is gone has taken its transaction with it.
    const fault = connectionFault(error)
    // Behind a pooler another server connection may have the next statement, and what is prepared on this one is the fault.
    const undo = fault === 'state' ? 'ROLLBACK; DEALLOCATE ALL' : 'ROLLBACK'
    if (fault !== 'lost') await client.query(undo).catch(condemn)
    throw error
  }
}

/** What the second resolves with, when both are over; rejects with the first's error before the second's. */
async function both<Result>(first: Promise<unknown>, second: Promise<Result>): Promise<Result> {
  for (const each of await Promise.allSettled([first, second]))
    if (each.status === 'rejected') throw each.reason
  return await second
}

function aborted(): MessagingError {
  return new MessagingError(
    'TRANSACTION_ABORTED',
    'A statement of this transaction failed and its error was swallowed, so nothing was committed. Let the error through.',
  )
}
