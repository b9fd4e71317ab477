import { asTime } from '../database/times.ts'
import type { PartitionDepth } from '../kafka/port.ts'
import type { Tx } from '../types/statement.ts'
import type { DeadLetter, RestoredMessage } from './letter.ts'
import { idOfPosition, type Position } from './position.ts'

/** A dead letter with the message that goes back. */
export interface Redrivable extends DeadLetter {
  readonly restored: RestoredMessage
}

/** That a dead letter was sent back: who did it, and when. */
export interface Redrive {
  readonly by: string
  /** ISO 8601 in UTC. */
  readonly at: string
}

/**
 * Records that these dead letters are sent back, and returns the ids of those that had not been before. In order,
 * because transactions that insert the same rows in different orders deadlock; one that meets a row of another one
 * still open waits for its end.
 */
export async function recordNew(tx: Tx, letters: readonly Redrivable[], by: string): Promise<Set<string>> {
  const { rows } = await tx.query<{ topic: string; partition: number; offset: string }>({
    name: 'redrives-record',
    text: `INSERT INTO redrives (dead_letter_topic, dead_letter_partition, dead_letter_offset, dead_lettered_at,
             reason, event_id, target_topic, count, redriven_by)
           SELECT topic, partition, "offset", at, reason, event_id, target, count, $9
           FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[],
             $7::text[], $8::integer[]) AS l (topic, partition, "offset", at, reason, event_id, target, count)
           ORDER BY 1, 2, 3, 4
           ON CONFLICT DO NOTHING
           RETURNING dead_letter_topic AS topic, dead_letter_partition AS partition, dead_letter_offset::text AS offset`,
    values: [
      ...positions(letters),
      letters.map(letter => letter.reason),
      letters.map(letter => letter.eventId ?? null),
      letters.map(letter => letter.restored.topic),
      letters.map(letter => letter.redriveCount + 1),
      by,
    ],
  })
  return new Set(rows.map(({ topic, partition, offset }) => idOfPosition(place(topic, partition, offset))))
}

/** Which of these dead letters were sent back already, by id. */
export async function redrivesOf(tx: Tx, letters: readonly DeadLetter[]): Promise<Map<string, Redrive>> {
  if (letters.length === 0) return new Map()
  const { rows } = await tx.query<{
    topic: string
    partition: number
    offset: string
    by: string
    at: Date | string
  }>({
    name: 'redrives-of',
    text: `SELECT topic, partition, "offset"::text AS offset, redriven_by AS by, redriven_at AS at
           FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::timestamptz[]) AS l (topic, partition, "offset", dead_at)
           JOIN redrives ON dead_letter_topic = topic AND dead_letter_partition = partition
             AND dead_letter_offset = "offset" AND dead_lettered_at = dead_at`,
    values: positions(letters),
  })
  return new Map(
    rows.map(({ topic, partition, offset, by, at }) => [
      idOfPosition(place(topic, partition, offset)),
      { by, at: asTime(at) },
    ]),
  )
}

/** Whether a dead letter was sent back: `open` if nobody has. */
export type RedriveState = 'open' | 'redriven'

/** Those of these dead letters that are in that state, in order. */
export async function inState(
  tx: Tx,
  letters: readonly DeadLetter[],
  state: RedriveState,
): Promise<readonly DeadLetter[]> {
  const done = await redrivesOf(tx, letters)
  return letters.filter(({ id }) => done.has(id) === (state === 'redriven'))
}

/**
 * How many of the dead letters that lie on these partitions were sent back, by topic. Those that the broker has
 * deleted do not count, nor does a place twice; a topic that was deleted and made again since has its places over again.
 */
export async function countRedriven(
  tx: Tx,
  partitions: readonly PartitionDepth[],
): Promise<Map<string, number>> {
  const filled = partitions.filter(({ depth }) => depth > 0)
  if (filled.length === 0) return new Map()
  const { rows } = await tx.query<{ topic: string; redriven: number }>({
    name: 'redrives-count',
    text: `SELECT topic, count(DISTINCT (partition, dead_letter_offset))::integer AS redriven
           FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[]) AS p (topic, partition, first, beyond)
           JOIN redrives ON dead_letter_topic = topic AND dead_letter_partition = partition
             AND dead_letter_offset >= first AND dead_letter_offset < beyond
           GROUP BY topic`,
    values: [
      filled.map(({ topic }) => topic),
      filled.map(({ partition }) => partition),
      filled.map(({ start }) => start),
      filled.map(({ end }) => end),
    ],
  })
  return new Map(rows.map(({ topic, redriven }) => [topic, redriven]))
}

/** What was sent back at one time, by one person, to one topic, of one reason. */
export interface RedriveEntry extends Redrive {
  readonly topic: string
  readonly reason: string
  readonly letters: number
}

/**
 * Who sent what back, and when, the latest first.
 *
 * @param limit about so many: what was sent back at one time is not divided
 * @param after only what is behind this, `next` of the page before
 */
export async function listRedrives(
  tx: Tx,
  limit: number,
  after: string | undefined,
): Promise<{ readonly entries: readonly RedriveEntry[]; readonly next: string | undefined }> {
  const { rows } = await tx.query<RedriveEntry & { micros: string }>({
    text: `SELECT redriven_by AS by, redriven_at AS at, (extract(epoch FROM redriven_at) * 1000000)::bigint::text AS micros,
        target_topic AS topic, reason, count(*)::integer AS letters
      FROM redrives
      WHERE redriven_at < coalesce(timestamptz 'epoch' + $2::bigint * interval '1 microsecond', 'infinity')
      GROUP BY redriven_at, redriven_by, target_topic, reason
      ORDER BY redriven_at DESC FETCH FIRST $1 ROWS WITH TIES`,
    values: [limit, after ?? null],
  })
  const entries = rows.map(({ at, micros, ...entry }) => ({ ...entry, at: asTime(at) }))
  return { entries, next: rows.length < limit ? undefined : rows.at(-1)?.micros }
}

const place = (topic: string, partition: number, offset: string): Position => ({
  topic,
  partition,
  offset: BigInt(offset),
})

const positions = (letters: readonly DeadLetter[]) => [
  letters.map(letter => letter.position.topic),
  letters.map(letter => letter.position.partition),
  letters.map(letter => String(letter.position.offset)),
  letters.map(letter => letter.at),
]
