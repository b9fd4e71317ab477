import { maxMessageBytes, type OutboxMessage } from '../outbox/outbox.ts'
import type { Poison } from '../types/poison.ts'
import type { KafkaRecord } from '../types/record.ts'
import { areOfLetter, isForOthers, numbersForOthers, textsForOthers } from './spring-headers.ts'

/** The dead-letter topic of a consuming service: `<topic>.<service>.dlq`. */
export function deadLetterTopic(topic: string, service: string): string {
  return `${topic}.${service}.dlq`
}

/**
 * A message that cannot be processed, as it goes to the dead letters: value, key and headers as they
 * came, plus `dlq_*` headers that say where it lay and why it is here, and the same once more as other tools
 * read it (`spring-headers.ts`). It leaves through the outbox, in the same transaction that takes its id into the
 * inbox. Headers that are not text, or that repeat, or have a name of these, are kept as JSON with base64 content under `dlq_raw_headers`; a key that the outbox cannot
 * hold as text is kept in base64 under `dlq_raw_key`. So the message can be sent back as it was (`redrive/letter.ts`).
 * Of a batch that cannot be decoded the value is its bytes; it reaches from `dlq_batch_first_offset` to `dlq_offset`.
 * @param inboxId the id that the inbox has taken for it
 */
export function deadLetter(
  record: KafkaRecord,
  service: string,
  poison: Poison,
  at: string,
  inboxId: string,
): OutboxMessage {
  const texts: [string, string][] = []
  const raw: [string, (string | null)[]][] = []
  for (const [name, value] of Object.entries(record.headers)) {
    if (value === undefined) continue
    // A header without a value arrives as null.
    const parts = [value].flat().map(part => (part === null ? null : Buffer.from(part)))
    const text =
      name.startsWith('dlq_') || isForOthers(name) || parts.length !== 1 ? null : asText(parts[0] ?? null)
    if (text !== null) texts.push([name, text])
    else raw.push([name, parts.map(part => part?.toString('base64') ?? null)])
  }
  // Not by assignment: a header may be called `__proto__`.
  const headers = Object.fromEntries(texts)
  if (raw.length > 0) headers.dlq_raw_headers = JSON.stringify(Object.fromEntries(raw))
  const key = asText(record.key)
  if (record.key !== null && key === null) headers.dlq_raw_key = record.key.toString('base64')
  const detail = poison.detail.slice(0, 2000)
  headers.dlq_reason = poison.code
  headers.dlq_detail = detail
  headers.dlq_service = service
  headers.dlq_topic = record.topic
  headers.dlq_partition = String(record.partition)
  headers.dlq_offset = record.offset
  if (record.undecodable !== undefined) headers.dlq_batch_first_offset = record.undecodable.firstOffset
  headers.dlq_time = at
  headers.dlq_inbox_id = inboxId
  const forOthers = textsForOthers(record, service, { code: poison.code, detail })
  return {
    topic: deadLetterTopic(record.topic, service),
    key,
    ...fitting(record, headers, forOthers),
    raw: numbersForOthers(record),
  }
}

/** Whether this header of a dead letter is not one that the message came with. */
export function isOfDeadLetter(headers: KafkaRecord['headers']): (name: string) => boolean {
  const areForOthers = areOfLetter(headers)
  return name => name.startsWith('dlq_') || (areForOthers && isForOthers(name))
}

/** Text that PostgreSQL can hold; null if it is no UTF-8 or has a NUL, which a `text` cannot have. */
export function asText(bytes: Buffer | null): string | null {
  const text = bytes?.toString() ?? ''
  return bytes !== null && Buffer.from(text).equals(bytes) && !text.includes('\0') ? text : null
}

/** The message's headers and `dlq_` ones, in bytes, beyond which the longest ones are left behind; they may be hostile. */
const maxHeaderBytes = 100_000
const longHeaderBytes = 1_000

/** A message near the broker's limit no longer fits with our headers: its end is cut, and it says so. */
function fitting(record: KafkaRecord, all: Record<string, string>, forOthers: Record<string, string>) {
  const headers = { ...(sizeOf(all) > maxHeaderBytes ? withoutLong(all) : all), ...forOthers }
  const room = maxMessageBytes - sizeOf(headers) - (record.key?.length ?? 0) - 300
  if (record.value === null || record.value.length <= room) return { value: record.value, headers }
  return {
    value: record.value.subarray(0, Math.max(0, room)),
    headers: { ...headers, dlq_truncated_from_bytes: String(record.value.length) },
  }
}

const sizeOf = (headers: Record<string, string>) => Buffer.byteLength(JSON.stringify(headers))

function withoutLong(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(([, text]) => Buffer.byteLength(text) <= longHeaderBytes)
  const short = Object.fromEntries(kept.slice(-100))
  return { ...short, dlq_headers_dropped: String(Object.keys(headers).length - Object.keys(short).length) }
}
