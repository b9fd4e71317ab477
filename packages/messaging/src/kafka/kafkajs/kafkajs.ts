import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Admin, IHeaders, Kafka as KafkaJs, logCreator } from 'kafkajs'
import type { Logger } from 'pino'
import { describe, MessagingError } from '../../errors.ts'
import { delay, settledWithin } from '../../timing/bounded.ts'
import { partitionOf } from '../partitioner.ts'
import type { Kafka, OutgoingRecord, Producer, TopicSettings } from '../port.ts'
import { startSupervisedConsumer } from './consumer/consumer.ts'
import { existingAmong } from './existing-topics.ts'
import { createOffsets } from './offsets.ts'
import { loadKafkajs } from './patch.ts'
import { connectReader } from './reader.ts'
import { refusalOf } from './refusal-of.ts'

const kafkajs = loadKafkajs()
const disconnectWithinMs = 3_000
const servedWithinMs = 120_000

export interface KafkaOptions {
  readonly clientId: string
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[]
  readonly logger: Logger
}

/** The Kafka port on kafkajs 2.2.4, with the settings under which it loses nothing (see ADR 3). */
export function createKafka(options: KafkaOptions): Kafka {
  const client = new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logCreator: toPino(options.logger.child({ component: 'kafkajs' })),
    // kafkajs leaves Nagle's algorithm on, which holds back small requests.
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const socket = ssl
        ? connectTls({ host, port, servername: host, ...ssl }, onConnect)
        : connect({ host, port }, onConnect)
      socket.setKeepAlive(true, 30_000)
      return socket.setNoDelay(true)
    },
  })
  const { lag, depths, close: closeOffsets } = createOffsets(client)
  let admin: Promise<Admin> | undefined

  async function withAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    admin ??= connectAdmin(client)
    const current = admin
    try {
      return await work(await current)
    } catch (error) {
      admin = undefined
      void current.then(a => settledWithin(disconnectWithinMs, a.disconnect())).catch(() => {})
      throw new MessagingError('KAFKA_UNAVAILABLE', `Kafka did not answer: ${describe(error)}.`, error)
    }
  }

  return {
    producer: () => connectProducer(client),
    consume: consumeOptions => startSupervisedConsumer(client, consumeOptions, options.logger),
    reader: () => connectReader(client),
    partitionOf,
    partitionCounts: topics => withAdmin(async a => await countPartitions(a, await existingAmong(a, topics))),
    createTopics: topics => withAdmin(a => createMissing(a, topics)),
    topicConfigs: (topics, names) => withAdmin(a => readConfigs(a, topics, names)),
    lag,
    depths,
    async close() {
      const current = admin
      admin = undefined
      const disconnected = Promise.resolve(current).then(a => a?.disconnect())
      await Promise.all([closeOffsets(), settledWithin(disconnectWithinMs, disconnected)])
    },
  }
}

/** One topic that is missing or without a leader makes kafkajs refuse the answer for all: they are then asked for apart. */
async function countPartitions(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  if (topics.length === 0) return new Map()
  try {
    const metadata = await admin.fetchTopicMetadata({ topics: [...topics] })
    return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]))
  } catch (error) {
    if (refusalOf(error) === undefined) throw error
    if (topics.length === 1) return new Map()
    const counts = new Map<string, number>()
    for (const topic of topics) {
      for (const [name, count] of await countPartitions(admin, [topic])) counts.set(name, count)
    }
    return counts
  }
}

async function connectAdmin(client: KafkaJs): Promise<Admin> {
  const admin = client.admin()
  await admin.connect()
  return admin
}

async function readConfigs(admin: Admin, topics: readonly string[], names: readonly string[]) {
  const existing = new Set(await admin.listTopics())
  const resources = topics
    .filter(topic => existing.has(topic))
    .map(name => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: [...names] }))
  if (resources.length === 0) return new Map()
  const answer = await admin.describeConfigs({ resources, includeSynonyms: false })
  return new Map(
    answer.resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
}

async function createMissing(admin: Admin, topics: readonly TopicSettings[]): Promise<void> {
  const existing = new Set(await admin.listTopics())
  const missing = topics.filter(({ topic }) => !existing.has(topic))
  if (missing.length === 0) return
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map(({ topic, partitions, config }) => ({
      topic,
      numPartitions: partitions,
      configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
    })),
  })
  await untilServed(
    admin,
    missing.map(({ topic }) => topic),
  )
}

/**
 * Waits until new topics can be used. The metadata name a leader before that broker knows that it leads; only
 * an answer of its own, such as a partition's offsets, shows that it does.
 */
async function untilServed(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = Date.now() + servedWithinMs; ; ) {
    try {
      for (const topic of topics) await admin.fetchTopicOffsets(topic)
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await delay(50)
  }
}

/**
 * A producer that can be trusted: not idempotent, no retry of its own, and it reports which partitions
 * were acknowledged instead of success as a whole. kafkajs resolves `send` without the records of a
 * broker that failed half-way; only the metadata it returns tell what is stored.
 */
async function connectProducer(client: KafkaJs): Promise<Producer> {
  const producer = client.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    retry: { retries: 0 },
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition as number,
  })
  await producer.connect()
  return {
    async send(records) {
      const metadata = await producer.sendBatch({
        acks: -1,
        timeout: 5_000,
        topicMessages: byTopic(records),
      })
      return new Set(
        metadata
          .filter(({ errorCode }) => errorCode === 0)
          .map(({ topicName, partition }) => `${topicName}/${partition}`),
      )
    },
    close: () => settledWithin(disconnectWithinMs, producer.disconnect()),
  }
}

function byTopic(records: readonly OutgoingRecord[]) {
  return [...Map.groupBy(records, record => record.topic)].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.map(({ partition, key, value, headers, timestamp }) => ({
      partition,
      key,
      value,
      // Typed without what the protocol and our encoder have: null, and one name with several values.
      headers: headers as IHeaders,
      ...(timestamp !== undefined && { timestamp }),
    })),
  }))
}

/** kafkajs' log lines through pino. Its errors are warnings here: each is retried or rebuilt. */
function toPino(logger: Logger): logCreator {
  const levels = { 1: 'warn', 2: 'info', 4: 'debug', 5: 'trace' } as const
  return () =>
    ({ namespace, level, log }) => {
      const { message, timestamp: _timestamp, logger: _logger, ...fields } = log
      logger[levels[level as keyof typeof levels] ?? 'debug']({ ...fields, namespace }, message)
    }
}
