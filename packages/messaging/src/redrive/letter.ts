import { deadLetterTopic, isOfDeadLetter } from '../events/dead-letters.ts'
import { inBinaryMode } from '../events/structured.ts'
import { idOf } from '../inbox/inbox.ts'
import type { OutboxMessage, RawParts } from '../outbox/outbox.ts'
import { headerText, type KafkaRecord } from '../types/record.ts'
import { eventId, redriveHeaders, redriveId } from './headers.ts'
import { idOfPosition, type Position } from './position.ts'

/** A dead letter as it is read: what it was, where it lay, and why it is here. */
export interface DeadLetter {
  /** `<dead-letter topic>/<partition>/<offset>` */
  readonly id: string
  readonly position: Position
  /** The service that could not process it. */
  readonly service: string
  /** The topic that it lay on; empty if the dead letter does not say. */
  readonly topic: string
  readonly reason: string
  readonly detail: string
  /** When it was set aside, ISO 8601 in UTC. */
  readonly at: string
  /** `ce_type` and `ce_id`, if it has any. */
  readonly type: string | undefined
  readonly eventId: string | undefined
  /** How often the message had been sent back before it came here. */
  readonly redriveCount: number
  /** The record as it lies there, headers of both kinds. */
  readonly record: KafkaRecord
  /** The message as it came, with the headers that let it be processed once more; or why it cannot be sent back. */
  readonly restored: RestoredMessage | { readonly refusal: string }
}

/** A message for the outbox, with what of it is not text. */
export interface RestoredMessage extends OutboxMessage {
  readonly value: Buffer | null
  readonly raw: RawParts | null
}

/** Reads a record of a service's dead-letter topic. Never throws: whoever may write there may write anything. */
export function readDeadLetter(record: KafkaRecord, service: string): DeadLetter {
  const text = (name: string) => headerText(record.headers, name)
  const binary = inBinaryMode(record)
  const position = { topic: record.topic, partition: record.partition, offset: BigInt(record.offset) }
  return {
    id: idOfPosition(position),
    position,
    service,
    topic: text('dlq_topic') ?? '',
    reason: text('dlq_reason') ?? 'UNKNOWN',
    detail: text('dlq_detail') ?? '',
    at: timeOf(record),
    type: headerText(binary.headers, 'ce_type'),
    eventId: eventId(binary.headers),
    redriveCount: countIn(record),
    record,
    restored: restored(record, service),
  }
}

function restored(record: KafkaRecord, service: string): DeadLetter['restored'] {
  const text = (name: string) => headerText(record.headers, name)
  const topic = text('dlq_topic') ?? ''
  const own = ownHeaders(record)
  if (
    own === undefined ||
    text('dlq_service') !== service ||
    deadLetterTopic(topic, service) !== record.topic
  ) {
    return { refusal: `It is no dead letter that ${service} has written: nothing says where it belongs.` }
  }
  const batchFrom = text('dlq_batch_first_offset')
  if (batchFrom !== undefined) {
    const offsets = `${batchFrom} to ${text('dlq_offset')}`
    return {
      refusal: `It is the bytes of a batch (offsets ${offsets}) that could not be decoded: they are no message to send. Have its producer send the messages again.`,
    }
  }
  const cutFrom = text('dlq_truncated_from_bytes')
  if (cutFrom !== undefined) {
    const kept = `${record.value?.length ?? 0} of its ${cutFrom} bytes`
    return { refusal: `It is cut: only ${kept} were kept. Have its producer send it again.` }
  }
  const dropped = text('dlq_headers_dropped')
  if (dropped !== undefined) {
    return { refusal: `It is cut: ${dropped} of its headers were not kept. Have its producer send it again.` }
  }
  const id = nextId(record)
  const headers = {
    ...own.headers,
    [redriveHeaders.count]: String(countIn(record) + 1),
    [redriveHeaders.addressee]: service,
    ...(id !== undefined && { [redriveHeaders.id]: id }),
  }
  const key = text('dlq_raw_key')
  const raw = { ...(key !== undefined && { key }), ...(own.raw !== undefined && { headers: own.raw }) }
  return {
    topic,
    key: record.key?.toString() ?? null,
    value: record.value,
    headers,
    raw: Object.keys(raw).length > 0 ? raw : null,
  }
}

/**
 * The id under which the inbox is to know the message when it comes back; undefined for its own (ADR 17). An id
 * that the inbox took when the message failed would make it a duplicate of itself, so another one follows from it:
 * the same one however often, and by whomever, the dead letter is sent back.
 */
function nextId(record: KafkaRecord): string | undefined {
  const { headers } = record
  const tried = redriveId(headers) ?? eventId(inBinaryMode(record).headers)
  const taken = headerText(headers, 'dlq_inbox_id')
  if (tried === undefined || taken !== tried) return redriveId(headers)
  return idOf(`redrive of ${tried}`, Date.parse(timeOf(record)))
}

interface OwnHeaders {
  readonly headers: Record<string, string>
  readonly raw: Record<string, (string | null)[]> | undefined
}

/** The headers that the message came with; undefined if they cannot be told. */
function ownHeaders({ headers }: KafkaRecord): OwnHeaders | undefined {
  const ours: readonly string[] = Object.values(redriveHeaders)
  const isOfLetter = isOfDeadLetter(headers)
  const texts = Object.keys(headers).filter(name => !isOfLetter(name) && !ours.includes(name))
  const own = texts.map(name => [name, headerText(headers, name)] as const)
  if (own.some(([, text]) => text === undefined)) return undefined
  const kept = Object.fromEntries(own) as Record<string, string>
  const raw = headerText(headers, 'dlq_raw_headers')
  if (raw === undefined) return { headers: kept, raw }
  try {
    const entries = Object.entries(JSON.parse(raw)).filter(([name]) => !ours.includes(name))
    return { headers: kept, raw: Object.fromEntries(entries) as OwnHeaders['raw'] }
  } catch {
    return undefined
  }
}

function countIn({ headers }: KafkaRecord): number {
  const count = headerText(headers, redriveHeaders.count) ?? ''
  return /^\d{1,6}$/.test(count) ? Number(count) : 0
}

function timeOf({ headers, timestamp }: KafkaRecord): string {
  const time = Date.parse(headerText(headers, 'dlq_time') ?? '')
  return new Date(Number.isNaN(time) ? Number(timestamp) || 0 : time).toISOString()
}
