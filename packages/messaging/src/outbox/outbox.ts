import type { Span } from '@opentelemetry/api'
import { MessagingError } from '../errors.ts'
import type { OutgoingRecord } from '../kafka/port.ts'
import type { Statement, Tx } from '../types/statement.ts'

/** A message that waits for the relay. */
export interface OutboxMessage {
  readonly topic: string
  /** Messages of one key keep their order; null where the original message had none. */
  readonly key: string | null
  readonly value: string | Buffer | null
  readonly headers: Readonly<Record<string, string>>
  /** What is recorded of its creation, to be ended when it is committed. */
  readonly span?: Span | undefined
}

/** The largest value and headers together, in bytes: below Kafka's default `max.message.bytes`. */
export const maxMessageBytes = 900_000

/**
 * What appends messages in the given order, in the transaction that decided them. The rows of the
 * aggregates must be locked before: then `seq` follows the order of the decisions within a key.
 */
export function append(messages: readonly OutboxMessage[]): Statement[] {
  if (messages.length === 0) return []
  return [
    {
      name: 'outbox-append',
      text: `INSERT INTO outbox (topic, key, value, headers)
           SELECT topic, key, value, headers FROM
             unnest($1::text[], $2::text[], $3::bytea[], $4::json[]) WITH ORDINALITY AS m (topic, key, value, headers, n)
           ORDER BY n`,
      values: [
        messages.map(message => message.topic),
        messages.map(message => message.key),
        messages.map(({ value }) => (typeof value === 'string' ? Buffer.from(value) : value)),
        messages.map(message => JSON.stringify(message.headers)),
      ],
    },
  ]
}

/** Refuses a message that the broker would refuse: better here, where the culprit is known. */
export function assertSendable(message: OutboxMessage): void {
  const { topic, key, value, headers } = message
  let characters = (value?.length ?? 0) + (key?.length ?? 0)
  for (const name in headers) characters += name.length + (headers[name] as string).length
  if (3 * characters <= maxMessageBytes) return // UTF-8 takes three bytes for one of them at most
  let bytes = Buffer.byteLength(value ?? '') + Buffer.byteLength(key ?? '')
  for (const [name, text] of Object.entries(headers)) bytes += name.length + Buffer.byteLength(text)
  if (bytes > maxMessageBytes) {
    throw new MessagingError(
      'OUTBOX_ROW_TOO_LARGE',
      `A message for ${topic} (key ${key}) has ${bytes} bytes; the limit is ${maxMessageBytes}. Publish less data or a reference to it.`,
    )
  }
}

/** What a message has that is not text, in base64. */
export interface RawParts {
  /** The key, if `key` cannot hold it. */
  readonly key?: string
  /** Headers besides those in `headers`: every value of each, null for one that is empty. */
  readonly headers?: Readonly<Record<string, readonly (string | null)[]>>
}

/** The key of a row as it is sent. */
export const keyOf = ({ key, raw }: Pick<OutboxRow, 'key' | 'raw'>): string | Buffer | null =>
  raw?.key === undefined ? key : Buffer.from(raw.key, 'base64')

/** The headers of a row as they are sent. */
export function headersOf({ headers, raw }: Pick<OutboxRow, 'headers' | 'raw'>): OutgoingRecord['headers'] {
  if (raw?.headers === undefined) return headers
  const more = Object.entries(raw.headers).map(
    ([name, values]) =>
      [name, values.map(value => (value === null ? null : Buffer.from(value, 'base64')))] as const,
  )
  // Not by assignment: a header may be called `__proto__`.
  return Object.fromEntries<string | (Buffer | null)[]>([...Object.entries(headers), ...more])
}

/** A row as the relay reads it. */
export interface OutboxRow {
  readonly seq: string
  readonly topic: string
  readonly key: string | null
  readonly value: Buffer | null
  readonly headers: Record<string, string>
  /** Null for all but dead letters that are sent back to their topic. */
  readonly raw: RawParts | null
}

/** What the relay leaves alone: topics that are blocked, and whether any key is. */
export interface Blocked {
  readonly topics: readonly string[]
  readonly anyKey: boolean
}

/** What the relay reads of a row. */
export const columns = 'seq, topic, key, value, headers, raw'
const unsent = `SELECT ${columns} FROM outbox WHERE topic <> ALL ($2) ORDER BY seq LIMIT $1`
const unsentOfFreeKeys = `SELECT ${columns} FROM outbox o WHERE topic <> ALL ($2)
  AND NOT EXISTS (SELECT FROM outbox_quarantine q WHERE q.topic = o.topic AND q.key = coalesce(o.key, ''))
  ORDER BY seq LIMIT $1`

/**
 * The oldest rows that may be sent, in order. Never by `seq > last`: transactions commit out of order,
 * and such a relay skips the late ones for good.
 */
export async function readUnsent(tx: Tx, limit: number, blocked: Blocked): Promise<OutboxRow[]> {
  const { rows } = await tx.query<OutboxRow>({
    name: blocked.anyKey ? 'outbox-unsent-free' : 'outbox-unsent',
    text: blocked.anyKey ? unsentOfFreeKeys : unsent,
    values: [limit, [...blocked.topics]],
  })
  return rows
}

/** Deletes exactly these rows: those whose partition the broker has acknowledged. */
export async function deleteSent(tx: Tx, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query({
    name: 'outbox-delete',
    text: 'DELETE FROM outbox WHERE seq = ANY ($1::bigint[])',
    values: [rows.map(row => row.seq)],
  })
}

export interface Backlog {
  /** Rows that the broker has not acknowledged. */
  readonly unsent: number
  /** The age of the oldest of them in seconds; 0 when there is none. */
  readonly oldestSeconds: number
  /** Keys that are blocked because the broker goes on refusing one of their rows. */
  readonly quarantinedKeys: number
}

/** What waits in the outbox. */
export async function backlog(tx: Tx): Promise<Backlog> {
  const { rows } = await tx.query<{ unsent: number; oldest: number; quarantined: number }>({
    name: 'outbox-backlog',
    text: `SELECT count(*)::integer AS unsent,
             coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS oldest,
             (SELECT count(*) FROM outbox_quarantine WHERE quarantined)::integer AS quarantined FROM outbox`,
  })
  const { unsent = 0, oldest = 0, quarantined = 0 } = rows[0] ?? {}
  return { unsent, oldestSeconds: oldest, quarantinedKeys: quarantined }
}
