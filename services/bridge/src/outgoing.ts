import { isUtf8 } from 'node:buffer'
import { contractsOf, currentVersions } from '@orderflow/events'
import { addressee, isNeedlessCopy } from '@orderflow/messaging/consumer'
import { headerText, type Poison, readAttributes, toBinaryMode } from '@orderflow/messaging/events'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { traceOf } from '@orderflow/messaging/tracing'
import { jsonMember } from './json-member.ts'
import type { Outgoing } from './targets/port.ts'
import { isAttributeName, partitionKey, wireNameOf } from './wire.ts'

const service = 'bridge'
const prefix = 'ce_'
const contracts = contractsOf({ consumes: currentVersions, publishes: {} })

const unsendable = (code: string, detail: string): { poison: Poison } => ({ poison: { code, detail } })

/** What a record is to the targets. */
export type Read = { readonly event: Outgoing } | { readonly poison: Poison } | 'left-out'

/**
 * A record as targets are sent it: its value as it is, its attributes by their names. It has to be an event by the rules of
 * every consumer here, its data aside, which nobody reads on the way. Left out is what is none of the bridge's
 * business: the copy of an event in an older version, the deletion of a key, and what was sent back out of another
 * service's dead letters. Never throws.
 */
export function readOutgoing(record: KafkaRecord): Read {
  try {
    return read(record)
  } catch (error) {
    // A bug of ours, and the poison of this record alone: the bridge would meet it again for ever.
    return unsendable('READ_FAILED', String(error))
  }
}

function read(original: KafkaRecord): Read {
  const { topic, key, undecodable } = original
  if (undecodable !== undefined) {
    return unsendable('BATCH_UNDECODABLE', `A batch that cannot be decoded: ${undecodable.reason}.`)
  }
  const sentBackFor = addressee(original.headers)
  if (sentBackFor !== undefined && sentBackFor !== service) return 'left-out'
  const [wire, contract] = [wireNameOf(topic), contracts.consumed(topic)]
  if (wire === undefined || contract === undefined) {
    return unsendable('TOPIC_UNKNOWN', `${topic} is the topic of no event.`)
  }
  if (original.value === null && contract.compacted === true) return 'left-out'
  const binary = toBinaryMode(original)
  if ('poison' in binary) return binary
  const { record, structured } = binary
  if (isNeedlessCopy(record, contract)) return 'left-out'
  const known = readAttributes(binary, contract)
  if ('poison' in known) return known
  if (record.value === null) return unsendable('VALUE_NULL', 'The message has no value.')
  const all = attributesOf(record, contract.dataSchema, known)
  if ('poison' in all) return all
  const { attributes } = all
  if (key !== null && !isUtf8(key)) return unsendable('KEY_NOT_UTF8', 'The key is not UTF-8.')
  const text = key === null ? null : key.toString()
  return {
    event: {
      id: known.id,
      ...wire,
      key: text,
      attributes: text === null ? attributes : { ...attributes, [partitionKey]: text },
      contentType: headerText(record.headers, 'content-type') ?? 'application/json',
      value: structured ? dataIn(original.value as Buffer, record.value) : record.value,
    },
  }
}

/**
 * All attributes as they came, `known` those that have been read, of which the time is in UTC by now. Besides: the version, which a topic says here and nothing else would there; and the trace
 * of a producer that has it in plain headers.
 */
function attributesOf(
  record: KafkaRecord,
  dataschema: string,
  known: Readonly<Record<string, string | undefined>>,
): { attributes: Record<string, string> } | { poison: Poison } {
  const attributes: Record<string, string> = { dataschema }
  for (const header in record.headers) {
    if (!header.startsWith(prefix)) continue
    const name = header.slice(prefix.length)
    if (name !== 'time' && Object.hasOwn(known, name)) {
      attributes[name] = known[name] as string
      continue
    }
    const value = record.headers[header]
    if (!isAttributeName(name) || value === undefined || value === null) continue
    if (Array.isArray(value)) return unsendable('HEADER_REPEATED', `${header} occurs more than once.`)
    if (typeof value !== 'string' && !isUtf8(value))
      return unsendable('HEADER_NOT_UTF8', `${header} is not UTF-8.`)
    attributes[name] = value.toString()
  }
  if (attributes.traceparent === undefined) {
    const { traceparent, tracestate } = traceOf(record)
    if (traceparent !== undefined) attributes.traceparent = traceparent
    if (tracestate !== undefined) attributes.tracestate = tracestate
  }
  return { attributes }
}

/** The data of an event in structured mode as they stand there, if they are JSON: written anew, a number could be another. */
function dataIn(envelope: Buffer, written: Buffer): Buffer {
  const text = jsonMember(envelope.toString(), ['data'])
  return text !== undefined && JSON.stringify(JSON.parse(text)) === written.toString()
    ? Buffer.from(text)
    : written
}
