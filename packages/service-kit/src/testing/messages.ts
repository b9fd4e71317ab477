import { randomUUID } from 'node:crypto'
import { type EventData, type EventType, contracts as events } from '@orderflow/event-contracts'
import { type Contract, encodeEvent, type KafkaRecord } from '@orderflow/messaging'
import { uuidv7 } from 'uuidv7'
import { contractRegistry } from '../contracts.ts'

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

/** An event as another service would send it: its schema's example, with these data in place of the example's. */
export function toMessage<T extends EventType>(type: T, data: Partial<EventData<T>>): Message {
  const { examples } = events[type].schema as { examples: readonly EventData<T>[] }
  const complete = { ...examples[0], ...data }
  const cause = {
    id: uuidv7(),
    type: 'Test',
    data: {},
    at: new Date().toISOString(),
    correlationId: randomUUID(),
    initiator: 'test',
  }
  const contract = contractRegistry.byType(type) as Contract
  const { topic, key, value, headers } = encodeEvent(
    contract,
    { type, data: complete, sequence: 1 },
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
