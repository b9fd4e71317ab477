import type { Pool, PoolClient } from 'pg'
import { connectionFault } from './errors.ts'

/** Says that a connection is not fit for another caller, though `work` ends otherwise. */
export type Condemn = (reason: Error) => void

/** When a new connection was last refused as an old one had been. */
const vainAt = new WeakMap<Pool, number>()
/** Where a new one was no help, those there are serve for the next second: the database itself is as it is. */
const vainForMs = 1_000

/**
 * Runs `work` on a connection of the pool. A connection that broke, or whose state the server complains of, is ended,
 * never handed to the next caller. If it is the state, such as a statement prepared before a column changed
 * its type or a session that began when the server was a standby, then the server has done nothing: `work` runs once more, at
 * once, on a connection that is opened for it. So it must bear to be run twice.
 */
export async function withConnection<Result>(
  pool: Pool,
  work: (client: PoolClient, condemn: Condemn) => Promise<Result>,
): Promise<Result> {
  try {
    return await holding(pool, await pool.connect(), work)
  } catch (error) {
    if (connectionFault(error) !== 'state' || wasVain(pool)) throw error
  }
  try {
    return await holding(pool, await connectAnew(pool), work)
  } catch (error) {
    if (connectionFault(error) === 'state') vainAt.set(pool, performance.now())
    throw error
  }
}

const wasVain = (pool: Pool) => performance.now() - (vainAt.get(pool) ?? Number.NEGATIVE_INFINITY) < vainForMs

async function holding<Result>(
  pool: Pool,
  client: PoolClient,
  work: (client: PoolClient, condemn: Condemn) => Promise<Result>,
): Promise<Result> {
  let broken: Error | undefined
  const condemn = (reason: Error) => {
    broken ??= reason
  }
  client.on('error', condemn)
  try {
    return await work(client, condemn)
  } catch (error) {
    const fault = connectionFault(error)
    if (fault === 'lost' || (fault === 'state' && !wasVain(pool))) condemn(error as Error)
    // Behind a pooler the server's side lives on, with its statements.
    if (fault === 'state' && broken !== undefined) await client.query('DEALLOCATE ALL').catch(() => {})
    throw error
  } finally {
    client.off('error', condemn)
    client.release(broken)
  }
}

/**
 * Ends the connections that lie idle, so that the next one is new: for an error that does not speak of the connection and
 * may come of it all the same. A parameter of a prepared statement keeps the type that its column had.
 */
export async function endIdle(pool: Pool): Promise<void> {
  for (let n = pool.idleCount; n > 0; n--) (await pool.connect()).release(true)
}

/** A connection that is opened after this call. Idle ones are as old as the one that failed: they are ended on the way. */
async function connectAnew(pool: Pool): Promise<PoolClient> {
  const opened = new WeakSet<PoolClient>()
  const note = (client: PoolClient) => void opened.add(client)
  pool.on('connect', note)
  try {
    for (;;) {
      const client = await pool.connect()
      if (opened.has(client)) return client
      client.release(true)
    }
  } finally {
    pool.off('connect', note)
  }
}
