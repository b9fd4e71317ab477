import { createHash } from 'node:crypto'
import { whereBegun } from '../database/transaction.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { Tx } from '../types/statement.ts'

export interface KeepOptions {
  /** Whether none of the ids is expected to have been seen; no unless told. */
  readonly allNew?: boolean
}

/**
 * Records the ids as seen by `consumer` and returns those that were not seen before. One statement,
 * in the transaction that applies the messages: either both happen or neither. Ids are inserted in
 * order, because batches that insert overlapping ids in different orders deadlock. A transaction that
 * meets an id of another one still open waits for its end. `tx` is of `inTransaction`, whose BEGIN need not be answered yet.
 *
 * With `allNew` an id that was seen before is a unique violation instead: to look before inserting takes a third of the
 * time, and a quarter of the write-ahead log (ADR 75).
 *
 * If ids are old already, a second statement marks their days as touched, so that they are kept from now on
 * as long as those of today.
 */
export async function keepNew(
  tx: Tx,
  consumer: string,
  ids: readonly string[],
  { allNew = false }: KeepOptions = {},
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const late = lateDays(ids, Date.now())
  const kept = tx.query<{ event_id: string }>({
    name: allNew ? 'inbox-keep-all' : 'inbox-keep-new',
    text: `INSERT INTO inbox (event_id, consumer) SELECT id, $1 FROM unnest($2::uuid[]) AS id
           WHERE ${whereBegun} ${allNew ? '' : 'ON CONFLICT DO NOTHING'} RETURNING event_id`,
    values: [consumer, [...new Set(ids)].sort()],
  })
  const [{ rows }] = await Promise.all([kept, late.length > 0 && markLate(tx, late)])
  return new Set(rows.map(row => row.event_id))
}

const hour = 3_600_000

/** The days (UTC, `2026-01-31`), in order, of the ids that were made more than an hour ago. */
export function lateDays(ids: readonly string[], now: number): string[] {
  const limit = timePrefix(now - hour)
  const days = new Set<string>()
  for (const id of ids) {
    if (id.slice(0, 13).toLowerCase() >= limit) continue
    const milliseconds = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    days.add(new Date(milliseconds).toISOString().slice(0, 10))
  }
  return [...days].sort()
}

/** Ids of days without a partition lie in the DEFAULT one, which is never dropped. */
async function markLate(tx: Tx, days: readonly string[]): Promise<void> {
  await tx.query({
    name: 'inbox-mark-late',
    text: `INSERT INTO inbox_late (day, seen) SELECT day, date_trunc('hour', now()) FROM unnest($1::date[]) AS day
           WHERE to_regclass('inbox_' || to_char(day, 'YYYYMMDD')) IS NOT NULL ON CONFLICT DO NOTHING`,
    values: [[...days]],
  })
}

/** How a UUIDv7 of this moment begins, as far as its time goes. */
function timePrefix(milliseconds: number): string {
  const time = Math.trunc(milliseconds).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}`
}

/**
 * The inbox id of a message that carries no usable id of its own, made from its position: the same
 * message delivered again has the same id. Shaped like a UUIDv7 of the message's timestamp, so that it
 * expires with its neighbours.
 */
export function positionId({ topic, partition, offset, timestamp, undecodable }: KafkaRecord): string {
  // A batch that can be decoded one day has a last record of its own.
  const batch = undecodable === undefined ? '' : `${undecodable.firstOffset}-`
  return idOf(`${topic}/${partition}/${batch}${offset}`, Number(timestamp))
}

/** The same UUIDv7 for the same text and time, in milliseconds since 1970. */
export function idOf(text: string, time1970: number): string {
  const hash = createHash('sha256').update(text).digest('hex')
  const milliseconds = Math.max(0, Math.min(time1970 || 0, 0xffffffffffff))
  return [timePrefix(milliseconds), `7${hash.slice(0, 3)}`, `8${hash.slice(3, 6)}`, hash.slice(6, 18)].join(
    '-',
  )
}
