import { isUtf8 } from 'node:buffer'
import { positionId } from '../inbox/inbox.ts'
import { traceOf } from '../tracing/message-spans.ts'
import type { Input } from '../types/decider.ts'
import { type Poison, poison } from '../types/poison.ts'
import type { KafkaRecord } from '../types/record.ts'
import { readAttributes } from './attributes.ts'
import type { Consumed } from './contracts.ts'
import { readValue } from './read-value.ts'
import { toBinaryMode } from './structured.ts'

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
