import { createHash, hash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { defaultSchema } from '../database/session.ts'
import { MessagingError } from '../errors.ts'

/** What of an outbox one relay sends. */
export interface Share {
  /** How many shards the outbox has. */
  readonly shards: number
  /** Which of them are the relay's. */
  readonly own: readonly number[]
}

/** All of an outbox that is not divided. */
export const whole: Share = { shards: 1, own: [0] }

/** The most shards that an outbox may have. */
export const maxShards = 64
const firstShardLock = 0x53480000

/** The shard of a key, as the database's `outbox_shard` has it. */
export function shardOf(key: string | null, shards: number): number {
  return shards === 1 ? 0 : hash('sha256', key ?? '', 'buffer').readUInt16BE() % shards
}

/**
 * Two numbers for advisory locks: of an outbox as a whole, and of each of its shards.
 * @param schema each outbox of a database has its own
 */
export function locksOf(schema: string) {
  const outbox =
    schema === defaultSchema ? 0x4f424f58 : createHash('sha256').update(schema).digest().readInt32BE()
  return {
    /** "RELA" and "OBOX", or a digest of the schema's name. Shared by all relays; whoever holds it alone knows that none runs. */
    all: [0x52454c41, outbox] as const,
    /** "SHxx" in the place of "RELA". */
    ofShard: (shard: number) => [firstShardLock + shard, outbox] as const,
  }
}

/** What each relay looks at. `$1` and `$2` are the lock of all. */
const look = `WITH locks AS MATERIALIZED (
    SELECT classid::bigint AS class, pid, granted, mode FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND objid = ($2::bigint & 4294967295)::oid
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
  relays AS (SELECT pid, (SELECT count(*) FROM locks l WHERE l.pid = r.pid AND granted
      AND class >= ${firstShardLock} AND class < ${firstShardLock + maxShards})::integer AS owned
    FROM locks r WHERE class = $1::bigint AND granted)
  SELECT current_setting('transaction_read_only')::boolean AS "readOnly",
    (SELECT shards FROM outbox_shards) AS shards, (SELECT count(*) FROM relays)::integer AS relays,
    (SELECT coalesce(min(owned), 0) FROM relays) AS fewest,
    EXISTS (SELECT FROM locks WHERE class = $1::bigint AND NOT granted AND mode = 'ExclusiveLock') AS "isWaitedFor"`

interface Looked {
  readonly readOnly: boolean
  readonly shards: number
  /** How many relays there are, and how many shards the one has that has the fewest. */
  readonly relays: number
  readonly fewest: number
  readonly isWaitedFor: boolean
}

export interface Shares {
  /** What is owned by now. */
  readonly now: Share
  /** How many relays there are. */
  readonly relays: number
  /**
   * Takes what is this relay's by now, and gives back what is others': each has as many as the others, or one more. Call it when
   * nothing is being sent and all that was sent is deleted: what is given back, another relay sends at once.
   *
   * @returns whether shards came to it
   */
  settle(): Promise<boolean>
}

/**
 * Shares the shards of an outbox among the relays that run, by advisory locks on the connection that reads and deletes: who loses
 * that connection has lost its shards. All relays hold one more lock together, by which they count each other. A relay of the
 * release before wants that one for itself, so either it alone runs or those of this release do; and who changes the number of
 * shards waits for it, and all give way.
 *
 * @param client a connection in no transaction
 */
export function createShares(client: ClientBase, schema: string): Shares {
  const locks = locksOf(schema)
  let isMember = false
  let share: Share = { shards: 1, own: [] }
  let relays = 0

  const ask = async (what: string, lock: readonly [number, number]): Promise<boolean> => {
    const { rows } = await client.query(`SELECT ${what}($1, $2) AS done`, [...lock])
    return rows[0].done
  }

  async function leave() {
    share = { ...share, own: [] }
    isMember = false
    await client.query('SELECT pg_advisory_unlock_all()')
  }

  return {
    get now() {
      return share
    },
    get relays() {
      return relays
    },
    async settle() {
      const { rows } = await client.query<Looked>({
        name: 'outbox-relays',
        text: look,
        values: [...locks.all],
      })
      const { readOnly, shards, fewest, isWaitedFor } = rows[0] as Looked
      if (readOnly) throw isReadOnly()
      share = { shards, own: share.own }
      if (!isMember) {
        isMember = await ask('pg_try_advisory_lock_shared', locks.all)
        // It is counted, and the number of shards stays, from now on.
        return isMember ? await this.settle() : false
      }
      if (isWaitedFor) {
        await leave()
        return false
      }
      relays = (rows[0] as Looked).relays
      const most = Math.ceil(shards / relays)
      const keeps = fewest < Math.floor(shards / relays) ? Math.floor(shards / relays) : most
      const own = share.own.slice(0, keeps)
      for (const shard of share.own.slice(keeps)) await ask('pg_advisory_unlock', locks.ofShard(shard))
      const kept = own.length
      if (kept === share.own.length) {
        const others = Array.from({ length: shards }, (_, shard) => shard).filter(
          shard => !own.includes(shard),
        )
        for (const shard of others) {
          if (own.length >= most) break
          if (await ask('pg_try_advisory_lock', locks.ofShard(shard))) own.push(shard)
        }
      }
      share = { shards, own }
      return own.length > kept
    },
  }
}

/** What is sent from a database that takes no writes cannot be deleted, and would be sent again and again. */
const isReadOnly = () =>
  new MessagingError(
    'DATABASE_READ_ONLY',
    'The database takes no writes; the relay tries again until it does',
  )
