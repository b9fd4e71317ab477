import { randomUUID } from 'node:crypto'
import type { EventData, Events, EventType, VersionOf } from '@orderflow/event-contracts'
import { uuidv7 } from 'uuidv7'
import { encodeEvent } from '../events/encode.ts'
import type { KafkaRecord } from '../types/record.ts'

export interface Message {
  readonly topic: string
  readonly key: string | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

/** What a topic holds: an event with its attributes, or a dead letter. */
export interface Observed<Data = unknown> {
  readonly topic: string
  readonly key: string
  /** The value as JSON; undefined if it is not. */
  readonly data: Data
  /** The value as it lies on the topic. */
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

/**
 * An event as another service would send it: its schema's example, if it has one, with these data in place of the
 * example's.
 * @param version the current one if not given
 */
export function toMessage<
  E extends Events,
  T extends EventType<E>,
  V extends VersionOf<E, T> | 'current' = 'current',
>(events: E, type: T, data: Partial<EventData<E, T, V>>, version?: V): Message {
  const { ofVersion, contracts }: Events = events
  const contract = (typeof version === 'number' ? ofVersion(type, version) : undefined) ?? contracts[type]
  if (contract === undefined) throw new Error(`there is no event ${type}`)
  const { topic, schema } = contract
  const { examples = [] } = schema as { examples?: readonly object[] }
  const cause = {
    id: uuidv7(),
    type: 'Test',
    data: {},
    at: new Date().toISOString(),
    correlationId: randomUUID(),
    initiator: 'test',
  }
  const { key, value, headers } = encodeEvent(
    contract,
    { type, data: { ...examples[0], ...data }, sequence: 1 },
    { id: uuidv7(), source: '/test', cause },
  )
  return { topic, key, value: Buffer.from(value ?? ''), headers }
}

export function toObserved({ topic, key, value, headers }: KafkaRecord): Observed {
  return {
    topic,
    key: key?.toString() ?? '',
    value,
    data: parsed(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)])),
  }
}

function parsed(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? 'null')
  } catch {
    return undefined
  }
}
