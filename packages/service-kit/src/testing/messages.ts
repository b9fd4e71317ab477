import { randomUUID } from 'node:crypto'
import {
  contractOfVersion,
  type EventData,
  type EventType,
  contracts as events,
  type VersionOf,
  type Versions,
} from '@orderflow/events'
import { goldenEvent } from '@orderflow/events/golden'
import { encodeEvent } from '@orderflow/messaging/events'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { uuidv7 } from 'uuidv7'
import { consumedTopics, eventContract } from '../contracts.ts'

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
 * An event as another service would send it: its schema's example, with these data in place of the example's.
 * @param version the current one if not given
 */
export function toMessage<T extends EventType, V extends VersionOf<T> | 'current' = 'current'>(
  type: T,
  data: Partial<EventData<T, V>>,
  version?: V,
): Message {
  const { topic, schema } =
    (typeof version === 'number' ? contractOfVersion(type, version) : undefined) ?? events[type]
  const { examples } = schema as { examples: readonly object[] }
  const cause = {
    id: uuidv7(),
    type: 'Test',
    data: {},
    at: new Date().toISOString(),
    correlationId: randomUUID(),
    initiator: 'test',
  }
  const { key, value, headers } = encodeEvent(
    eventContract(topic),
    { type, data: { ...examples[0], ...data }, sequence: 1 },
    { id: uuidv7(), source: '/test', cause },
  )
  return { topic, key, value: Buffer.from(value ?? ''), headers }
}

/** The golden events of all topics that a service reads: what was published when each version was new. */
export function goldenMessages(consumes: Versions): (Message & { readonly key: string })[] {
  return consumedTopics(consumes).map(topic => {
    const { key, headers, value } = goldenEvent(topic)
    return { topic, key, headers, value: Buffer.from(value) }
  })
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
