import { createHash } from 'node:crypto'
import type { KafkaRecord, Tx } from './types.ts'

/**
 * Records the ids as seen by `consumer` and returns those that were not seen before. One statement,
 * in the transaction that applies the messages: either both happen or neither. Ids are inserted in
 * order, because batches that insert overlapping ids in different orders deadlock. A transaction that
 * meets an id of another one still open waits for its end.
 */
export async function keepNew(tx: Tx, consumer: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await tx.query<{ event_id: string }>({
    name: 'inbox-keep-new',
    text: `INSERT INTO inbox (event_id, consumer) SELECT id, $1 FROM unnest($2::uuid[]) AS id
           ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [consumer, [...new Set(ids)].sort()],
  })
  return new Set(rows.map(row => row.event_id))
}

/**
 * The inbox id of a message that carries no usable id of its own, made from its position: the same
 * message delivered again has the same id. Shaped like a UUIDv7 of the message's timestamp, so that it
 * expires with its neighbours.
 */
export function positionId(record: KafkaRecord): string {
  return idOf(`${record.topic}/${record.partition}/${record.offset}`, Number(record.timestamp))
}

/** The same UUIDv7 for the same text and time, in milliseconds since 1970. */
export function idOf(text: string, time1970: number): string {
  const hash = createHash('sha256').update(text).digest('hex')
  const milliseconds = Math.max(0, Math.min(time1970 || 0, 0xffffffffffff))
  const time = milliseconds.toString(16).padStart(12, '0')
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${hash.slice(0, 3)}`,
    `8${hash.slice(3, 6)}`,
    hash.slice(6, 18),
  ].join('-')
}
