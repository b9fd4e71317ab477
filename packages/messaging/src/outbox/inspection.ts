import { asTime } from '../database/times.ts'
import { refusalNamed } from '../kafka/refusals.ts'
import type { Tx } from '../types/statement.ts'
import { headersOf, type OutboxRow } from './outbox.ts'
import { numbersPerPack } from './pack.ts'

/** Why something is blocked, and until when. */
export interface BlockFacts {
  /** Kafka's name of the error. */
  readonly code: string
  readonly reason: string
  /** What ends it. */
  readonly until: string
  /** When it was refused first. */
  readonly since: string
  readonly tries: number
  /** Null: only a release makes it be tried again. */
  readonly nextTry: string | null
}

export interface WaitingTopic {
  readonly topic: string
  readonly rows: number
  /** When the oldest of them was appended. */
  readonly since: string
  /** Absent if its rows are just about to be sent, or only keys of it are blocked. */
  readonly held?: BlockFacts
}

export interface BlockedKeyFacts extends BlockFacts {
  readonly topic: string
  /** Empty for rows without a key. */
  readonly key: string
  /** The row that was refused. */
  readonly seq: string
  /** How many rows of this key wait. */
  readonly rows: number
  /** False for the first seconds, in which a refusal may end by itself. */
  readonly quarantined: boolean
}

/** What waits in an outbox. */
export interface OutboxFacts {
  readonly unsent: number
  readonly topics: readonly WaitingTopic[]
  /** By the number of the row that was refused. */
  readonly keys: readonly BlockedKeyFacts[]
  /** How many keys are blocked in all; of the topic, if one was asked for. */
  readonly keysInAll: number
  /** The row behind which the next page begins; absent if that was all. */
  readonly next?: string
}

/** Which blocked keys are listed. */
export interface KeysAsked {
  /** The most of them. */
  readonly limit: number
  /** Only those whose refused row has a higher number. */
  readonly after?: string | undefined
  readonly topic?: string | undefined
}

interface BlockRow {
  code: string
  reason: string
  since: Date | string
  tries: number
  next_try: Date | string | null
}

const blockOf = ({ code, reason, since, tries, next_try }: BlockRow): BlockFacts => {
  const { why } = refusalNamed(code)
  return { code, reason, until: why, since: asTime(since), tries, nextTry: next_try && asTime(next_try) }
}

/** What waits in the outbox, and why. */
export async function outboxFacts(tx: Tx, { limit, after, topic }: KeysAsked): Promise<OutboxFacts> {
  const topics = await tx.query<BlockRow & { topic: string; rows: number; oldest: Date | string }>({
    text: `SELECT o.*, h.code, h.reason, h.since, h.tries, h.next_try
      FROM (SELECT topic, sum(count)::integer AS rows, min(oldest) AS oldest FROM (
          SELECT topic, count(*) AS count, min(created_at) AS oldest FROM outbox_rows GROUP BY topic
          UNION ALL SELECT t.topic, t.count, created_at FROM outbox_packs, jsonb_to_recordset(topics) AS t (topic text, count integer)
        ) AS each GROUP BY topic) o
      LEFT JOIN outbox_held_topics h USING (topic) ORDER BY oldest`,
  })
  // A number or a text, as the pool reads such columns.
  type KeyRow = BlockRow & { topic: string; key: string; seq: unknown; rows: number; quarantined: boolean }
  const { rows: found } = await tx.query<KeyRow>({
    text: `SELECT q.*, coalesce(o.rows, 0) AS rows
      FROM outbox_quarantine q
      LEFT JOIN (SELECT topic, coalesce(key, '') AS key, count(*)::integer AS rows FROM outbox_rows GROUP BY 1, 2) o USING (topic, key)
      WHERE ($2::bigint IS NULL OR q.seq > $2) AND ($3::text IS NULL OR q.topic = $3)
      ORDER BY q.seq LIMIT $1`,
    values: [limit + 1, after ?? null, topic ?? null],
  })
  const inAll = await tx.query<{ count: number }>({
    text: 'SELECT count(*)::integer FROM outbox_quarantine WHERE $1::text IS NULL OR topic = $1',
    values: [topic ?? null],
  })
  const keys = found.slice(0, limit)
  return {
    unsent: topics.rows.reduce((sum, { rows }) => sum + rows, 0),
    topics: topics.rows.map(row => {
      const { topic, rows, oldest } = row
      return { topic, rows, since: asTime(oldest), ...(row.code !== null && { held: blockOf(row) }) }
    }),
    keys: keys.map(row => {
      const { topic, key, seq, rows, quarantined } = row
      return { topic, key, seq: String(seq), rows, quarantined, ...blockOf(row) }
    }),
    keysInAll: inAll.rows[0]?.count ?? 0,
    ...(found.length > limit && { next: String(keys.at(-1)?.seq) }),
  }
}

/** A row in full. */
export interface OutboxRowFacts {
  readonly seq: string
  readonly topic: string
  readonly key: string | null
  readonly since: string
  readonly headers: Readonly<Record<string, string>>
  readonly valueBase64: string | null
  /** Messages of its key that wait behind it, in rows and in packs. */
  readonly behind: number
  /** Why its key waits, if it does. */
  readonly keyHeld?: BlockFacts & { readonly seq: string }
  /** Why its topic waits, if it does. */
  readonly topicHeld?: BlockFacts
}

/** A row of the outbox; undefined if there is none of that number, or it was sent. */
export async function outboxRowFacts(tx: Tx, seq: string): Promise<OutboxRowFacts | undefined> {
  const { rows } = await tx.query<
    OutboxRow & { value: Buffer | null; created_at: Date | string; behind: number }
  >({
    text: `SELECT *, (SELECT count(*)::integer FROM outbox b
        WHERE b.topic = o.topic AND b.key IS NOT DISTINCT FROM o.key AND b.seq > o.seq) AS behind
      FROM outbox o WHERE seq = $1 AND pack = $1 - $1 % ${numbersPerPack}`,
    values: [seq],
  })
  const [row] = rows
  if (row === undefined) return undefined
  const key = await tx.query<BlockRow & { seq: unknown }>({
    text: 'SELECT * FROM outbox_quarantine WHERE topic = $1 AND key = $2',
    values: [row.topic, row.key ?? ''],
  })
  const topic = await tx.query<BlockRow>({
    text: 'SELECT * FROM outbox_held_topics WHERE topic = $1',
    values: [row.topic],
  })
  const texts = Object.entries(headersOf(row)).map(([name, value]) => [name, [value].flat().join(', ')])
  const [keyBlock, topicBlock] = [key.rows[0], topic.rows[0]]
  return {
    seq: String(row.seq),
    topic: row.topic,
    key: row.key,
    since: asTime(row.created_at),
    headers: Object.fromEntries(texts),
    valueBase64: row.value?.toString('base64') ?? null,
    behind: row.behind,
    ...(keyBlock && { keyHeld: { seq: String(keyBlock.seq), ...blockOf(keyBlock) } }),
    ...(topicBlock && { topicHeld: blockOf(topicBlock) }),
  }
}

/** Which of what is blocked: all of it, or that of a topic, or one key, or the keys of these rows. */
export type Chosen =
  | { readonly all: true }
  | { readonly topic: string; readonly key?: string | undefined }
  | { readonly seqs: readonly string[] }

export interface Released {
  readonly keys: number
  readonly topics: number
}

/**
 * Lets the relay try again at once what it blocks; what is refused again waits as before. Nothing is lost or
 * overtaken by it, however often it is done.
 */
export async function releaseBlocked(tx: Tx, chosen: Chosen): Promise<Released> {
  const topic = 'topic' in chosen ? chosen.topic : null
  const key = 'topic' in chosen ? (chosen.key ?? null) : null
  const seqs = 'seqs' in chosen ? chosen.seqs : null
  const keys = await tx.query({
    text: `UPDATE outbox_quarantine q SET next_try = clock_timestamp()
      WHERE ($1::text IS NULL OR topic = $1) AND ($2::text IS NULL OR key = $2) AND ($3::bigint[] IS NULL OR EXISTS
        (SELECT FROM outbox_rows o WHERE o.seq = ANY ($3) AND o.topic = q.topic AND coalesce(o.key, '') = q.key))`,
    values: [topic, key, seqs],
  })
  if (key !== null) return { keys: keys.rowCount ?? 0, topics: 0 }
  const topics = await tx.query({
    text: `UPDATE outbox_held_topics h SET next_try = clock_timestamp()
      WHERE ($1::text IS NULL OR topic = $1) AND ($2::bigint[] IS NULL OR EXISTS
        (SELECT FROM outbox_rows o WHERE o.seq = ANY ($2) AND o.topic = h.topic))`,
    values: [topic, seqs],
  })
  return { keys: keys.rowCount ?? 0, topics: topics.rowCount ?? 0 }
}
