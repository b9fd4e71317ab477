import { inBinaryMode } from '@orderflow/messaging/events'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import type { Outgoing } from './targets/port.ts'
import { partitionKey, wireNameOf } from './wire.ts'

/** Why a record is not forwarded: it is no event that a target can be sent, with what is wrong. */
export interface Unsendable {
  readonly code: 'HEADER_MISSING' | 'TOPIC_UNKNOWN' | 'BATCH_UNDECODABLE'
  readonly detail: string
}

const required = ['specversion', 'id', 'source', 'type'] as const
const prefix = 'ce_'
const service = 'bridge'

/**
 * Whether a record is none of the bridge's business: the copy of an event in an older version, the deletion of a key,
 * and what was sent back out of another service's dead letters.
 */
export function isLeftOut({ headers, value, undecodable }: KafkaRecord): boolean {
  if (undecodable !== undefined) return false
  const addressee = headers.redrive_for
  return (
    headers.ce_copyof !== undefined ||
    value === null ||
    (addressee !== undefined && String(addressee) !== service)
  )
}

/** A record as targets are sent it: its value as it is, its attributes by their names. Never throws. */
export function outgoingOf(original: KafkaRecord): Outgoing | Unsendable {
  const { topic, undecodable } = original
  if (undecodable !== undefined) {
    return { code: 'BATCH_UNDECODABLE', detail: `A batch that cannot be decoded: ${undecodable.reason}.` }
  }
  const wire = wireNameOf(topic)
  if (wire === undefined) return { code: 'TOPIC_UNKNOWN', detail: `${topic} is the topic of no event.` }
  const { headers, key, value } = inBinaryMode(original)
  const attributes: Record<string, string> = {}
  for (const name in headers) {
    const header = headers[name]
    if (name.startsWith(prefix) && header != null && !Array.isArray(header)) {
      attributes[name.slice(prefix.length)] = header.toString()
    }
  }
  const missing = required.filter(name => attributes[name] === undefined)
  if (missing.length > 0) {
    return { code: 'HEADER_MISSING', detail: `Not a CloudEvent: no ${prefix}${missing.join(`, ${prefix}`)}.` }
  }
  // Without the extension a trace may be in the plain header of another producer.
  if (attributes.traceparent === undefined && headers.traceparent != null) {
    attributes.traceparent = String(headers.traceparent)
  }
  const text = key === null ? null : key.toString()
  if (text !== null) attributes[partitionKey] = text
  return {
    id: attributes.id as string,
    ...wire,
    key: text,
    attributes,
    contentType: String(headers['content-type'] ?? 'application/json'),
    value: value ?? Buffer.alloc(0),
  }
}
