import { randomBytes } from 'node:crypto'
import { askBrokers } from '@orderflow/audit/admin'
import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'
import { loadKafkajs } from '@orderflow/messaging/kafkajs'

const kafkajs = loadKafkajs()
const withinMs = 300_000

/** A record as it lies on a topic, as far as the oracle looks at it. */
export interface TopicRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string | null
  readonly value: Buffer | null
  /** Headers as text; of one that repeats, the first. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Reads all that lies on the topics at this moment, from their beginning; in order within a partition. By a consumer
 * of its own, not by the port's reader: a judge does not stand on the code that it judges.
 *
 * @param wanted which of the topics that there are
 * @throws Error if it takes more than five minutes
 */
export async function readTopics(
  kafka: KafkaAddress,
  wanted: (topic: string) => boolean,
  onRecord: (record: TopicRecord) => void,
): Promise<void> {
  const client = new kafkajs.Kafka({
    clientId: 'oracle',
    ...clientAddress(kafka),
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 20 },
  })
  const ends = await endsOf(kafka, wanted)
  if (ends.size === 0) return
  const topics = [...new Set([...ends.keys()].map(slot => slot.slice(0, slot.lastIndexOf('/'))))]
  const consumer = client.consumer({
    groupId: `oracle-${randomBytes(6).toString('hex')}`,
    maxWaitTimeInMs: 200,
    maxBytesPerPartition: 4 * 1024 * 1024,
    retry: { retries: 50 },
  })
  const { promise: finished, resolve: finish, reject: fail } = Promise.withResolvers<void>()
  finished.catch(() => {})
  consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || fail(payload.error))
  const limit = setTimeout(
    () => fail(new Error(`The topics were not read in ${withinMs / 1000} s; left: ${[...ends.keys()]}`)),
    withinMs,
  )
  try {
    await consumer.connect()
    await consumer.subscribe({ topics, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        const slot = `${topic}/${partition}`
        for (const { offset, key, value, headers } of messages) {
          const end = ends.get(slot)
          if (end === undefined) continue // it came afterwards
          onRecord({ topic, partition, offset, key: key && String(key), value, headers: asText(headers) })
          if (BigInt(offset) + 1n >= end) ends.delete(slot)
        }
        if (ends.size === 0) finish()
      },
    })
    await finished
  } finally {
    clearTimeout(limit)
    await consumer.disconnect()
  }
}

/** `topic/partition` → the offset behind its last record, for those that hold any. */
const endsOf = (kafka: KafkaAddress, wanted: (topic: string) => boolean) =>
  askBrokers(kafka, async admin => {
    const ends = new Map<string, bigint>()
    for (const topic of (await admin.listTopics()).filter(wanted)) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, BigInt(high))
      }
    }
    return ends
  })

type Header = Buffer | string | null
type Headers = Record<string, Header | Header[] | undefined> | undefined

const asText = (headers: Headers = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String([value].flat()[0] ?? '')]))
