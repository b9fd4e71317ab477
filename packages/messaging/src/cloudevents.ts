import type { Contract } from './contracts.ts'
import type { OutboxMessage } from './outbox.ts'
import type { Emission, Input, KafkaRecord, Poison } from './types.ts'

/**
 * Events on the wire: CloudEvents 1.0, Kafka protocol binding, binary content mode. The value is the
 * data as JSON, the attributes are headers with the prefix `ce_`. The extensions `correlationid`,
 * `causationid`, `initiator`, `traceparent` and `sequence` follow the same rule.
 */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const traceparent = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What the shell adds to an emission to make it an event. */
export interface EventContext {
  /** UUIDv7, new for each event. */
  readonly id: string
  /** The service that publishes it: `/services/order`. */
  readonly source: string
  /** The input that caused it. */
  readonly cause: Input
}

/** An emission as a message for the outbox. Throws nothing; validate the data before. */
export function encodeEvent(contract: Contract, emission: Emission, context: EventContext): OutboxMessage {
  const { id, source, cause } = context
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
  if (cause.traceparent !== undefined) headers.ce_traceparent = cause.traceparent
  return {
    topic: contract.topic,
    key: contract.keyOf(emission.data),
    value: JSON.stringify(emission.data),
    headers,
  }
}

/** Reads a message of a topic with this contract: an input, or the reason why it cannot be one. */
export function decodeEvent(record: KafkaRecord, contract: Contract): Omit<Input, 'at'> | { poison: Poison } {
  const header = (name: string): string | undefined | null => {
    const value = record.headers[name]
    if (value === undefined) return undefined
    return Array.isArray(value) ? null : value.toString()
  }
  const attributes: Record<string, string | undefined> = {}
  for (const name of ['specversion', 'id', 'type', 'correlationid', 'initiator', 'traceparent']) {
    const value = header(`ce_${name}`)
    if (value === null) return poison('HEADER_REPEATED', `The header ce_${name} occurs more than once.`)
    attributes[name] = value
  }
  const { specversion, id, type, correlationid, initiator } = attributes
  if (specversion === undefined || id === undefined || type === undefined) {
    const missing = ['specversion', 'id', 'type'].filter(name => attributes[name] === undefined)
    return poison(
      'HEADER_MISSING',
      `Not a CloudEvent: no header ${missing.map(name => `ce_${name}`).join(', ')}.`,
    )
  }
  if (specversion !== '1.0')
    return poison('SPECVERSION_UNKNOWN', `ce_specversion is "${clip(specversion)}", not "1.0".`)
  if (!uuid.test(id)) return poison('ID_INVALID', `ce_id is "${clip(id)}", not a UUID in lower case.`)
  if (type !== contract.type)
    return poison('TYPE_UNEXPECTED', `ce_type is "${clip(type)}"; ${record.topic} carries ${contract.type}.`)
  if (record.value === null) return poison('VALUE_NULL', 'The message has no value.')
  let data: unknown
  try {
    data = JSON.parse(utf8.decode(record.value))
  } catch (error) {
    return error instanceof SyntaxError
      ? poison('VALUE_NOT_JSON', `The value is not JSON: ${error.message}`)
      : poison('VALUE_NOT_UTF8', 'The value is not UTF-8.')
  }
  const invalid = contract.validationError(data)
  if (invalid !== undefined) return poison('SCHEMA_INVALID', invalid)
  return {
    id,
    type,
    data,
    correlationId: correlationid ?? id,
    initiator: initiator ?? 'unknown',
    traceparent: traceparent.test(attributes.traceparent ?? '') ? attributes.traceparent : undefined,
  }
}

const poison = (code: string, detail: string) => ({ poison: { code, detail } })

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
