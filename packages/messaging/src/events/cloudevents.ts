import { isUtf8 } from 'node:buffer'
import { positionId } from '../inbox/inbox.ts'
import type { OutboxMessage } from '../outbox/outbox.ts'
import { traceOf } from '../tracing/message-spans.ts'
import type { TraceContext } from '../tracing/trace-context.ts'
import type { Emission, Input } from '../types/decider.ts'
import { type Poison, poison } from '../types/poison.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { Consumed, Contract } from './contracts.ts'
import { readValue } from './read-value.ts'
import { type BinaryMode, toBinaryMode } from './structured.ts'

/**
 * Events on the wire: CloudEvents 1.0, Kafka protocol binding, binary content mode; what comes in structured mode is
 * read as well (`structured.ts`). The value is the data as JSON, the attributes are headers with the prefix `ce_`. The extensions `correlationid`,
 * `causationid`, `initiator`, `traceparent`, `tracestate`, `sequence` and `copyof` follow the same rule. The two of
 * the trace are there by their plain W3C names as well, for whoever knows Kafka and no CloudEvents.
 */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** What the shell adds to an emission to make it an event. */
export interface EventContext {
  /** UUIDv7, new for each event. */
  readonly id: string
  /** The service that publishes it: `/services/order`. */
  readonly source: string
  /** The input that caused it. */
  readonly cause: Input
  /** For the same event in an older version: the schema of the newest version that is published. */
  readonly copyOf?: string | undefined
  /** The step of the trace that consumers are to refer to; that of the cause if not given. */
  readonly trace?: TraceContext | undefined
}

/** An emission as a message for the outbox. Throws nothing; validate the data before. */
export function encodeEvent(contract: Contract, emission: Emission, context: EventContext): OutboxMessage {
  const { id, source, cause, copyOf, trace = cause } = context
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: emission.type,
    ce_source: source,
    ce_time: cause.at,
    ce_dataschema: contract.dataSchema,
    ce_correlationid: cause.correlationId,
    ce_causationid: cause.id,
    ce_initiator: cause.initiator,
    ce_sequence: String(emission.sequence),
  }
  if (trace.traceparent !== undefined) {
    headers.ce_traceparent = trace.traceparent
    headers.traceparent = trace.traceparent
  }
  if (trace.tracestate !== undefined) {
    headers.ce_tracestate = trace.tracestate
    headers.tracestate = trace.tracestate
  }
  if (copyOf !== undefined) headers.ce_copyof = copyOf
  return {
    topic: contract.topic,
    key: contract.keyOf(emission.data),
    value: JSON.stringify(emission.data),
    headers,
  }
}

/**
 * Reads a message of a topic with this contract: an input with the data of the version that the service
 * knows, or the reason why it cannot be one. Never throws.
 */
export function decodeEvent(record: KafkaRecord, contract: Consumed): Omit<Input, 'at'> | { poison: Poison } {
  if (record.undecodable !== undefined) return poison('BATCH_UNDECODABLE', whyUndecodable(record))
  if (record.value === null && contract.compacted === true) return readTombstone(record, contract)
  const binary = toBinaryMode(record)
  if ('poison' in binary) return binary
  const attributes = readAttributes(binary, contract)
  if ('poison' in attributes) return attributes
  const value = readValue(binary.record.value)
  if ('poison' in value) return value
  const known = readData(value.json, contract)
  if ('poison' in known) return known
  const { id, source, time, correlationid, initiator, causationid, sequence } = attributes
  const trace = traceOf(binary.record)
  return {
    id,
    type: contract.type,
    data: known.data,
    correlationId: correlationid ?? id,
    initiator: initiator ?? 'unknown',
    ...trace,
    event: {
      topic: record.topic,
      source,
      time: time ?? sendingTime(record, contract),
      sentAt: sentAt(record),
      sequence: /^\d{1,15}$/.test(sequence ?? '') ? Number(sequence) : undefined,
      causationId: causationid,
      traceparent: trace.traceparent,
    },
  }
}

/**
 * A record without a value on a compacted topic: the deletion of its key, as the input `<type>Tombstone` with the key as
 * its data. Kafka's own tools write it without a header, so none is asked for, and its id is made of its position.
 */
function readTombstone(record: KafkaRecord, { type }: Consumed): Omit<Input, 'at'> | { poison: Poison } {
  const { key, topic } = record
  if (key === null || !isUtf8(key)) {
    return poison(
      'VALUE_NULL',
      'A record without a value deletes its key, and this one has no key that is UTF-8.',
    )
  }
  const id = positionId(record)
  const time = new Date(sentAt(record)).toISOString()
  return {
    id,
    type: `${type}Tombstone`,
    data: { key: key.toString() },
    correlationId: id,
    initiator: 'unknown',
    ...traceOf(record),
    event: { topic, source: 'unknown', time, sentAt: sentAt(record) },
  }
}

function whyUndecodable({ offset, undecodable }: KafkaRecord): string {
  return `The batch of the offsets ${undecodable?.firstOffset} to ${offset} cannot be decoded: ${undecodable?.reason}.`
}

const beginning = new Date(0).toISOString()

/** When a record was sent, by its producer; 1970 where that is no time that events take. */
const sendingTime = (record: KafkaRecord, contract: Consumed): string =>
  contract.instantOf(new Date(sentAt(record)).toISOString()) ?? beginning

/** The same in milliseconds; a record without a time, or with one that no Date holds, was sent in 1970. */
function sentAt({ timestamp }: KafkaRecord): number {
  const sent = Number(timestamp)
  return sent > 0 && sent <= lastMoment ? sent : 0
}

/** The end of the year 9998, up to which all that reads events has times. */
const lastMoment = Date.UTC(9999, 0) - 1

/** What the events that follow from this one say again, or what is kept of it. */
const passedOn: ReadonlySet<string> = new Set(['source', 'correlationid', 'causationid', 'initiator'])
/** Bytes of each. */
const mostPassedOn = 1_000
/** No control characters, as CloudEvents has it: every store holds it. What was read as UTF-8 has no half of a pair. */
const oneLine = /^[ -~\u00a0-\uffff]*$/

const required = ['specversion', 'id', 'source', 'type'] as const
const optional = ['time', 'dataschema', 'correlationid', 'causationid', 'initiator', 'sequence'] as const
type Attributes = { readonly [Name in (typeof required)[number]]: string } & {
  readonly [Name in (typeof optional)[number]]?: string
}

function readAttributes(
  { record: { headers, topic }, structured }: BinaryMode,
  contract: Consumed,
): Attributes | { poison: Poison } {
  const found: Record<string, string> = {}
  // What a person is to look for in the message.
  const [kind, prefix] = structured ? ['attribute', ''] : ['header', 'ce_']
  for (const name of [...required, ...optional]) {
    const value = headers[`ce_${name}`]
    if (value === undefined || value === null) continue
    if (Array.isArray(value))
      return poison('HEADER_REPEATED', `The ${kind} ${prefix}${name} occurs more than once.`)
    if (typeof value !== 'string' && !isUtf8(value)) {
      return poison('HEADER_NOT_UTF8', `The ${kind} ${prefix}${name} is not UTF-8.`)
    }
    if (value.length > mostPassedOn && passedOn.has(name)) {
      return poison('HEADER_TOO_LONG', `The ${kind} ${prefix}${name} is longer than ${mostPassedOn} bytes.`)
    }
    const text = value.toString()
    if (passedOn.has(name) && !oneLine.test(text))
      return poison('HEADER_NOT_TEXT', `The ${kind} ${prefix}${name} has control characters.`)
    found[name] = text
  }
  const missing = required.filter(name => found[name] === undefined).map(name => `${prefix}${name}`)
  if (missing.length > 0)
    return poison(
      structured ? 'ENVELOPE_INVALID' : 'HEADER_MISSING',
      `Not a CloudEvent: no ${kind} ${missing.join(', ')}.`,
    )

  const { specversion, id, type, time, dataschema = contract.dataSchema } = found as Attributes
  if (specversion !== '1.0') {
    return poison('SPECVERSION_UNKNOWN', `${prefix}specversion is "${clip(specversion)}", not "1.0".`)
  }
  if (!uuid.test(id)) return poison('ID_INVALID', `${prefix}id is "${clip(id)}", not a UUID in lower case.`)
  if (type !== contract.type) {
    return poison('TYPE_UNEXPECTED', `${prefix}type is "${clip(type)}"; ${topic} carries ${contract.type}.`)
  }
  if (versionIn(dataschema) !== versionIn(contract.dataSchema)) {
    return poison(
      'VERSION_UNEXPECTED',
      `${prefix}dataschema is "${clip(dataschema)}"; ${topic} carries ${contract.dataSchema}.`,
    )
  }
  if (time === undefined) return found as Attributes
  const instant = contract.instantOf(time)
  if (instant === undefined) {
    return poison(
      'TIME_INVALID',
      `${prefix}time is "${clip(time)}", not a time of RFC 3339 within the bounds of events.`,
    )
  }
  return { ...(found as Attributes), time: instant }
}

/**
 * Data of the message's version, checked, as data of the version that the service knows, checked as well.
 * The simulator reads its messages here too. Never throws.
 */
export function readData(json: unknown, contract: Consumed): { data: unknown } | { poison: Poison } {
  const invalid = contract.validationError(json)
  if (invalid !== undefined) return poison('SCHEMA_INVALID', invalid)
  const known = contract.later.at(-1)
  if (known === undefined) return { data: json }
  const data = contract.upcast(json)
  const beyond = known.validationError(data)
  return beyond === undefined ? { data } : poison('UPCAST_INVALID', `As ${known.topic}: ${beyond}`)
}

/** The version that a schema's URI ends with, however the rest of it is written: `…/created.v1.json` is 1. */
const versionIn = (dataSchema: string) => /v(\d+)(?:\.json)?$/.exec(dataSchema)?.[1]

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
