import type { OutgoingRecord } from '../kafka/port.ts'
import type { Refusal } from '../kafka/refusal.ts'
import type { OutboxRow } from '../outbox/outbox.ts'

/** A row as it is sent. */
export interface Placed extends OutgoingRecord {
  readonly row: OutboxRow
}

/** How far a publication is. */
export interface Sending {
  readonly sent: OutboxRow[]
  readonly keys: Set<string>
  /** What else waits of these rows. */
  readonly topics: Set<string>
  readonly partitions: Set<string>
  /** Topics that the relay is not to read for a while. */
  readonly blocked: Set<string>
  /** Whether anything was handed to a broker. */
  hasTried: boolean
  /** Whether the brokers were asked again, since, how many partitions there are. */
  hasAskedAnew: boolean
}

export const newSending = (): Sending => ({
  sent: [],
  keys: new Set(),
  topics: new Set(),
  partitions: new Set(),
  blocked: new Set(),
  hasTried: false,
  hasAskedAnew: false,
})

/** Whether a record has to wait: it might overtake what was not sent. */
export const waits = ({ row, topic, partition }: Placed, { keys, topics, partitions }: Sending) =>
  topics.has(topic) ||
  (partitions.size > 0 && partitions.has(`${topic}/${partition}`)) ||
  (keys.size > 0 && keys.has(queueOf(row)))

/** The smallest parts that may be refused apart from each other; for a record, halves, until it stands alone. */
export function partsOf(records: readonly Placed[], scope: Refusal['scope']): readonly (readonly Placed[])[] {
  if (scope !== 'record') {
    const topics = [...Map.groupBy(records, ({ topic }) => topic).values()]
    if (topics.length > 1 || scope === 'topic') return topics
    return [...Map.groupBy(records, ({ partition }) => partition).values()]
  }
  const half = records.length >> 1
  return half === 0 ? [records] : [records.slice(0, half), records.slice(half)]
}

/** What keeps its order: the rows of one key on one topic. */
export const queueOf = (row: OutboxRow) => `${row.topic}\n${row.key ?? ''}`
