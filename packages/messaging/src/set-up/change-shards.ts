import { sqlState } from '../database/errors.ts'
import { defaultSchema, searchPath } from '../database/session.ts'
import { MessagingError } from '../errors.ts'
import { locksOf } from '../outbox/shards.ts'
import { connected } from './connected.ts'

/**
 * Changes how many shards an outbox has. The relays give way, within two seconds; writers wait meanwhile; what waits in the outbox
 * becomes rows, which have no shard until they are read. If it ends midway, nothing has changed.
 *
 * @param url as owner of the tables, directly: the lock is the connection's
 * @param options where the outbox is, and how long it waits for relays and for writers
 * @returns how many there were
 * @throws MessagingError `OUTBOX_BUSY` if relays or writers do not give way in time
 */
export function changeShards(
  url: string,
  shards: number,
  { schema = defaultSchema, withinMs = 15_000 } = {},
): Promise<number> {
  return connected(url, async client => {
    try {
      await client.query(`SET lock_timeout = ${withinMs}`)
      await client.query('SELECT pg_advisory_lock($1, $2)', [...locksOf(schema).all])
      await client.query(`SET search_path = ${searchPath(schema)}; BEGIN`)
      await client.query('LOCK TABLE outbox_packs IN EXCLUSIVE MODE')
      const { rows } = await client.query('SELECT shards FROM outbox_shards')
      await client.query('SELECT outbox_unpack(ARRAY(SELECT seq FROM outbox_packs))')
      await client.query('UPDATE outbox_shards SET shards = $1', [shards])
      await client.query('COMMIT')
      return rows[0].shards
    } catch (cause) {
      if (sqlState(cause) !== '55P03') throw cause
      throw new MessagingError(
        'OUTBOX_BUSY',
        'A relay of an earlier release, or a transaction that does not end, holds the outbox: nothing was changed. Try again when all replicas are of this release.',
        cause,
      )
    }
  })
}
