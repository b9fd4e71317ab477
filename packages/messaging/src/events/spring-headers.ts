import type { RawParts } from '../outbox/outbox.ts'
import type { Poison } from '../types/poison.ts'
import { headerText, type KafkaRecord } from '../types/record.ts'

/**
 * The headers by which other tools know a dead letter: those of Spring Kafka's `KafkaHeaders.DLT_*`, its numbers as Java's
 * `ByteBuffer` writes them, and `x-original-topic` of Spring Cloud Stream. They say what `dlq_` headers say, so whoever
 * reads those leaves these out.
 */
const names = {
  reason: 'kafka_dlt-exception-fqcn',
  detail: 'kafka_dlt-exception-message',
  topic: 'kafka_dlt-original-topic',
  group: 'kafka_dlt-original-consumer-group',
  streamTopic: 'x-original-topic',
  partition: 'kafka_dlt-original-partition',
  offset: 'kafka_dlt-original-offset',
  timestamp: 'kafka_dlt-original-timestamp',
} as const

const all: ReadonlySet<string> = new Set(Object.values(names))

/** Whether a header of this name is one of a dead letter's that only repeats, for other tools, what another one says. */
export const isForOthers = (name: string): boolean => all.has(name)

/** What says the same as one of these. */
const same = [
  [names.reason, 'dlq_reason'],
  [names.topic, 'dlq_topic'],
  [names.group, 'dlq_service'],
  [names.streamTopic, 'dlq_topic'],
] as const

/**
 * Whether a dead letter's headers of these names are its own: they say what its `dlq_` headers say. In one of a
 * release that wrote none they are the message's.
 */
export const areOfLetter = (headers: KafkaRecord['headers']): boolean =>
  same.every(([name, ours]) => {
    const text = headerText(headers, name)
    return text !== undefined && text === headerText(headers, ours)
  })

/** Those that are text. A reason of ours stands for the exception's class. */
export const textsForOthers = (
  { topic }: KafkaRecord,
  service: string,
  { code, detail }: Poison,
): Record<string, string> => ({
  [names.reason]: code,
  [names.detail]: detail,
  [names.topic]: topic,
  [names.group]: service,
  [names.streamTopic]: topic,
})

/** Those that are numbers: big-endian, of 4 bytes for the partition and of 8 for the others. */
export function numbersForOthers({ partition, offset, timestamp }: KafkaRecord): RawParts {
  const int = Buffer.alloc(4)
  int.writeInt32BE(partition)
  const values = { partition: int, offset: long(offset), timestamp: long(timestamp) }
  const headers = Object.entries(values).map(([name, bytes]) => [
    names[name as keyof typeof values],
    [bytes.toString('base64')],
  ])
  return { headers: Object.fromEntries(headers) }
}

function long(digits: string): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(digits))
  return bytes
}
