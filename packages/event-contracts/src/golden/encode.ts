import { createHash } from 'node:crypto'
import type { Contract } from '../define/contract.ts'
import type { GoldenEvent } from './golden-event.ts'

/** How an event comes to lie on its topic: what a publisher makes of its data. */
export type Encode<C extends Contract = Contract> = (contract: C, data: unknown) => GoldenEvent

export const recordedAt = '2026-01-15T10:30:00.000Z'

/** A UUIDv7 of the moment of recording, always the same for the same purpose. */
export function idFor(purpose: string): string {
  const time = Date.parse(recordedAt).toString(16).padStart(12, '0')
  const hash = createHash('sha256').update(purpose).digest('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}

/**
 * CloudEvents 1.0 in binary mode, as the Kafka protocol binding has it, with the extensions by which messaging follows a
 * chain of events.
 * @param source of the publisher: `urn:hotel`
 */
export const cloudEvent =
  (source: string): Encode =>
  ({ type, topic, dataSchema, keyOf }, data) => ({
    topic,
    key: keyOf(data),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ce_specversion: '1.0',
      ce_id: idFor(topic),
      ce_type: type,
      ce_source: source,
      ce_time: recordedAt,
      ce_dataschema: dataSchema,
      ce_correlationid: idFor(`correlation of ${topic}`),
      ce_causationid: idFor(`cause of ${topic}`),
      ce_initiator: 'example',
      ce_sequence: '1',
    },
    value: JSON.stringify(data),
  })
