import { randomBytes } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import kafkajs, { type Admin, type KafkaMessage, type Message } from 'kafkajs'
import { patchRequestQueueTimer } from '../kafka/kafkajs/patch.ts'
import { until } from './until.ts'

export type { Message }

patchRequestQueueTimer()

/** A plain kafkajs client beside the port under test: what tests send and observe goes through it. */
export const plainKafka = (brokers: readonly string[]) =>
  new kafkajs.Kafka({
    clientId: 'test',
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 5_000,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 120 }, // a minute: a busy machine must not make a test fail
  })

/** A name that no other test uses. */
export const unique = (name: string) => `${name}-${randomBytes(4).toString('hex')}`

export async function withAdmin<Result>(
  brokers: readonly string[],
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = plainKafka(brokers).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/**
 * Creates topics and waits until each partition is served: for a moment after its creation, a broker that the
 * metadata name as the leader may not know it yet.
 */
export async function createTopics(brokers: readonly string[], topics: Readonly<Record<string, number>>) {
  await withAdmin(brokers, admin =>
    admin.createTopics({
      waitForLeaders: false,
      topics: Object.entries(topics).map(([topic, numPartitions]) => ({ topic, numPartitions })),
    }),
  )
  const names = Object.keys(topics)
  await until(`${names} are served`, async () => (await countRecords(brokers, names)) >= 0)
}

/**
 * Deletes a topic and waits until the broker takes nothing for it any more: for a moment after its answer it still
 * acknowledges what is sent, and loses it.
 */
export async function deleteTopic(brokers: readonly string[], topic: string): Promise<void> {
  await withAdmin(brokers, async admin => {
    await admin.deleteTopics({ topics: [topic] })
    await until(`${topic} is gone`, async () => !(await admin.listTopics()).includes(topic))
  })
}

export async function produce(
  brokers: readonly string[],
  topicMessages: readonly { topic: string; messages: Message[] }[],
) {
  const producer = plainKafka(brokers).producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  try {
    await producer.sendBatch({ topicMessages: [...topicMessages] })
  } finally {
    await producer.disconnect()
  }
}

/** Sends one batch, compressed with zstd; returns the offset of its first record. */
export async function produceCompressed(
  brokers: readonly string[],
  topic: string,
  partition: number,
  messages: readonly Message[],
): Promise<number> {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => zstdCompressSync(buffer),
    decompress: () => Promise.reject(new Error('not needed')),
  })
  const producer = plainKafka(brokers).producer()
  await producer.connect()
  try {
    const compression = kafkajs.CompressionTypes.ZSTD
    const placed = messages.map(message => ({ ...message, partition }))
    const [sent] = await producer.send({ topic, compression, messages: placed })
    return Number(sent?.baseOffset)
  } finally {
    await producer.disconnect()
  }
}

export type Seen = KafkaMessage & { readonly topic: string; readonly partition: number }

export interface Tap {
  /** All that has been read so far; in order within a partition. */
  readonly records: readonly Seen[]
  close(): Promise<void>
}

/** Reads topics from their beginning, and goes on reading until it is closed. */
export async function tap(brokers: readonly string[], topics: readonly string[]): Promise<Tap> {
  const records: Seen[] = []
  const consumer = plainKafka(brokers).consumer({
    groupId: unique('tap'),
    maxWaitTimeInMs: 100,
    retry: { retries: 50 },
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { topic, partition, messages } }) => {
      for (const message of messages) records.push({ ...message, topic, partition })
    },
  })
  return { records, close: () => consumer.disconnect() }
}

const countRecords = (brokers: readonly string[], topics: readonly string[]) =>
  withAdmin(brokers, async admin => {
    const offsets = await Promise.all(topics.map(topic => admin.fetchTopicOffsets(topic)))
    return offsets.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
  })

/** All that is on the topics at this moment. */
export async function readAll(brokers: readonly string[], topics: readonly string[]): Promise<Seen[]> {
  // Leaders may be on the move.
  const { end } = await until(`the ends of ${topics}`, async () => ({
    end: await countRecords(brokers, topics),
  }))
  const reader = await tap(brokers, topics)
  try {
    await until(`${end} records of ${topics}`, () => reader.records.length >= end, 90_000)
    return [...reader.records]
  } finally {
    await reader.close()
  }
}

export const text = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : String(value)
