import type { Span } from '@opentelemetry/api'
import { MessagingError } from '../errors.ts'
import type { OutgoingRecord } from '../kafka/port.ts'
import type { Tx } from '../types/statement.ts'

/** A message that waits for the relay. */
export interface OutboxMessage {
  readonly topic: string
  /** Messages of one key keep their order; null where the original message had none. */
  readonly key: string | null
  readonly value: string | Buffer | null
  readonly headers: Readonly<Record<string, string>>
  /** What of it is not text. */
  readonly raw?: RawParts | null
  /** What is recorded of its creation, to be ended when it is committed. */
  readonly span?: Span | undefined
}

/** The largest value and headers together, in bytes: below Kafka's default `max.message.bytes`. */
export const maxMessageBytes = 900_000

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

/** A message as the relay reads it. */
export interface OutboxRow {
  readonly seq: string
  readonly topic: string
  readonly key: string | null
  readonly value: string | Buffer | null
  readonly headers: Readonly<Record<string, string>>
  /** Null for all but dead letters, and those that are sent back to their topic. */
  readonly raw: RawParts | null
}

export interface Backlog {
  /** Messages that the broker has not acknowledged. */
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
    text: `SELECT coalesce(sum(count), 0)::integer AS unsent,
             coalesce(extract(epoch FROM clock_timestamp() - min(oldest)), 0)::float8 AS oldest,
             (SELECT count(*) FROM outbox_quarantine WHERE quarantined)::integer AS quarantined
           FROM (SELECT count(*) AS count, min(created_at) AS oldest FROM outbox_rows
             UNION ALL SELECT sum(count), min(created_at) FROM outbox_packs) AS each`,
  })
  const { unsent = 0, oldest = 0, quarantined = 0 } = rows[0] ?? {}
  return { unsent, oldestSeconds: oldest, quarantinedKeys: quarantined }
}
