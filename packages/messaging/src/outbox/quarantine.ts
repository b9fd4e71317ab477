import type { Refusal } from '../kafka/refusal.ts'
import type { Tx } from '../types/statement.ts'
import type { OutboxRow } from './outbox.ts'
import type { Share } from './shards.ts'
import type { TopicBlock } from './topic-blocks.ts'
import { belowPacks, columns } from './unsent.ts'

/** Refusals in a row after which a key counts as quarantined: about 15 seconds. */
const young = 5
/** Seconds until a refused key is tried again: twice as long each time. */
const firstSeconds = 0.5
const longestSeconds = 300

/**
 * Blocks this row's key: its rows stay in the outbox, in order, until the broker takes this one. When it is tried
 * again follows from how often it was refused; for what is final, only a release does that.
 *
 * @returns whether the key counts as quarantined from now on: it did not before
 */
export async function blockKey(
  tx: Tx,
  { topic, key, seq }: OutboxRow,
  { name, answer }: Refusal,
  reason: string,
): Promise<boolean> {
  const { rows } = await tx.query<{ entered: boolean }>({
    text: `WITH before AS (SELECT tries, quarantined FROM outbox_quarantine WHERE topic = $1 AND key = $2),
      next AS (SELECT coalesce((SELECT tries FROM before), 0) + 1 AS tries)
      INSERT INTO outbox_quarantine AS q (topic, key, seq, code, reason, tries, next_try, quarantined)
        SELECT $1, $2, $3::bigint, $4, $5, tries,
          CASE WHEN $6 THEN NULL ELSE clock_timestamp() + make_interval(secs => least($9, $8 * 2 ^ least(tries - 1, 30))) END,
          $6 OR tries > $7
        FROM next
      ON CONFLICT (topic, key) DO UPDATE SET seq = excluded.seq, code = excluded.code, reason = excluded.reason,
        tries = excluded.tries, next_try = excluded.next_try, quarantined = q.quarantined OR excluded.quarantined
      RETURNING q.quarantined AND NOT coalesce((SELECT quarantined FROM before), false) AS entered`,
    values: [topic, key ?? '', seq, name, reason, answer === 'final', young, firstSeconds, longestSeconds],
  })
  return rows[0]?.entered === true
}

/** The queue of a row: what is blocked with it. */
export interface BlockedKey {
  readonly topic: string
  /** Empty for rows without a key. */
  readonly key: string
}

/** A blocked key that is to be tried again, with the oldest of its rows; none if they are gone, or follow what is in a pack. */
export type DueKey = BlockedKey & { readonly row: OutboxRow | undefined }

/** Blocked keys whose time has come, at most so many, the longest overdue first. @param share of which shards */
export async function readDue(
  tx: Tx,
  limit: number,
  blockedTopics: readonly string[],
  { own, shards }: Share,
): Promise<DueKey[]> {
  type Row = OutboxRow & { held_topic: string; held_key: string }
  const { rows } = await tx.query<Omit<Row, 'seq'> & { seq: string | null }>({
    text: `SELECT q.topic AS held_topic, q.key AS held_key, o.*
      FROM (SELECT topic, key, seq FROM outbox_quarantine
        WHERE next_try <= clock_timestamp() AND topic <> ALL ($2) AND outbox_shard(key, $4) = ANY ($3::smallint[])
        ORDER BY next_try, seq LIMIT $1) q
      LEFT JOIN LATERAL (SELECT ${columns} FROM outbox_rows
        WHERE seq >= q.seq AND seq < ${belowPacks('shard = ANY ($3)')} AND topic = q.topic AND coalesce(key, '') = q.key ORDER BY seq LIMIT 1) o ON true
      ORDER BY o.seq`,
    values: [limit, [...blockedTopics], own, shards],
  })
  return rows.map(({ held_topic: topic, held_key: key, ...row }) => {
    return { topic, key, row: row.seq === null ? undefined : (row as OutboxRow) }
  })
}

/**
 * The broker takes these again: their rows flow. What else waits for the same topic and the same reason is due now,
 * because what has ended for one may have ended for all.
 */
export async function freeKeys(tx: Tx, keys: readonly BlockedKey[]): Promise<void> {
  const { rows } = await tx.query<{ topic: string; code: string }>({
    text: `DELETE FROM outbox_quarantine q USING unnest($1::text[], $2::text[]) AS freed (topic, key)
      WHERE q.topic = freed.topic AND q.key = freed.key RETURNING q.topic, q.code`,
    values: [keys.map(({ topic }) => topic), keys.map(({ key }) => key)],
  })
  await tx.query({
    text: `UPDATE outbox_quarantine q SET next_try = clock_timestamp()
      FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS freed (topic, code)
      WHERE q.topic = freed.topic AND q.code = freed.code AND q.next_try > clock_timestamp()`,
    values: [rows.map(({ topic }) => topic), rows.map(({ code }) => code)],
  })
}

/** What the relay needs to know beside the rows. */
export interface Look {
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number
  /** Whether any key is blocked. */
  readonly anyKey: boolean
  /** Whether one of them is to be tried again. */
  readonly anyDue: boolean
  /** Topics that are to be tried again. */
  readonly dueTopics: readonly string[]
}

/** Looks at what is blocked, and at the database's clock. */
export async function look(tx: Tx): Promise<Look> {
  const { rows } = await tx.query<Look>({
    name: 'outbox-look',
    text: `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
      EXISTS (SELECT FROM outbox_quarantine) AS "anyKey",
      EXISTS (SELECT FROM outbox_quarantine WHERE next_try <= clock_timestamp()) AS "anyDue",
      ARRAY(SELECT topic FROM outbox_held_topics WHERE next_try <= clock_timestamp()) AS "dueTopics"`,
    values: [],
  })
  return rows[0] as Look
}

/**
 * Writes down which topics are blocked, for people to see and to release. What another relay has written goes too if `all`: it
 * writes what is still so again.
 *
 * @param noted what this relay has written before
 */
export async function noteBlockedTopics(
  tx: Tx,
  blocks: readonly TopicBlock[],
  now: number,
  { noted, all }: { readonly noted: readonly string[]; readonly all: boolean },
): Promise<void> {
  await tx.query({
    text: 'DELETE FROM outbox_held_topics WHERE topic <> ALL ($1) AND ($2 OR topic = ANY ($3))',
    values: [blocks.map(({ topic }) => topic), all, noted],
  })
  if (blocks.length === 0) return
  await tx.query({
    text: `INSERT INTO outbox_held_topics AS held (topic, code, reason, tries, next_try)
      SELECT topic, code, reason, tries, clock_timestamp() + make_interval(secs => seconds)
      FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::float8[]) AS h (topic, code, reason, tries, seconds)
      ON CONFLICT (topic) DO UPDATE SET code = excluded.code, reason = excluded.reason, tries = excluded.tries,
        next_try = excluded.next_try WHERE held.tries <> excluded.tries`,
    values: [
      blocks.map(({ topic }) => topic),
      blocks.map(({ code }) => code),
      blocks.map(({ reason }) => reason),
      blocks.map(({ tries }) => tries),
      blocks.map(({ until }) => (Number.isFinite(until) ? Math.max(0, until - now) / 1000 : null)),
    ],
  })
}
