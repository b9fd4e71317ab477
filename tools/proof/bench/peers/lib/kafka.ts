import { randomUUID } from 'node:crypto'
import { type Admin, type Consumer, Kafka, logLevel, type Producer } from 'kafkajs'
import { feed } from './load.ts'
import type { Order } from './orders.ts'
import type { KafkaTask, Task } from './peer.ts'

const PARTITIONS = 6

/** What a peer has on Kafka: topics and groups whose names begin with `prefix`, which no other run has. */
export interface Topics {
  readonly prefix: string
  readonly kafka: Kafka
  readonly admin: Admin
  readonly producer: Producer
  /** Puts orders onto a topic, each with its id as key. */
  publish(topic: string, orders: readonly Order[]): Promise<unknown>
  /** The same with as many orders as a producer would put into a request. */
  publishAll(topic: string, orders: readonly Order[]): Promise<void>
  /** Resolves when the reader has joined; it gets only what is committed, and that from the beginning. */
  onEach(topic: string, work: (key: string, value: Buffer) => void): Promise<void>
  /** All that is committed on a topic, up to where it ends now. */
  readAll(topic: string, work: (key: string, value: Buffer) => void): Promise<void>
  /** Deletes topics and groups. */
  remove(): Promise<void>
}

/** Makes topics with six partitions each. */
export async function openTopics(task: Task, topics: readonly string[]): Promise<Topics> {
  const { kafka: address } = task
  if (address === undefined) throw new Error('PEER_KAFKA names no broker.')
  const prefix = `peer-${randomUUID().slice(0, 8)}.`
  const kafka = new Kafka({ clientId: 'peer', ...address, logLevel: logLevel.ERROR })
  const [admin, producer, consumers] = [kafka.admin(), kafka.producer(), [] as Consumer[]]
  await Promise.all([admin.connect(), producer.connect()])
  await admin.createTopics({
    topics: topics.map(topic => ({ topic: prefix + topic, numPartitions: PARTITIONS })),
  })
  const publish = (topic: string, orders: readonly Order[]) =>
    producer.send({
      topic: prefix + topic,
      messages: orders.map(order => ({ key: order.orderId, value: JSON.stringify(order) })),
    })
  const read = async (
    topic: string,
    work: (key: string, value: Buffer) => void,
    onBatch: (partition: number, nextOffset: string) => void = () => {},
  ) => {
    const consumer = kafka.consumer({ groupId: `${prefix}watch-${consumers.length}` })
    consumers.push(consumer)
    const joined = new Promise<void>(resolve => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
    // A batch may hold nothing but the mark of a transaction's end: its last offset counts all the same.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) =>
      onBatch(payload.partition, String(BigInt(payload.lastOffset) + 1n)),
    )
    await consumer.connect()
    await consumer.subscribe({ topic: prefix + topic, fromBeginning: true })
    await consumer.run({
      async eachBatch({ batch }) {
        for (const { key, value } of batch.messages) work(String(key), value ?? Buffer.alloc(0))
      },
    })
    await joined
  }
  return {
    prefix,
    kafka,
    admin,
    producer,
    publish,
    publishAll: (topic, orders) => feed(orders, chunk => publish(topic, chunk)),
    onEach: read,
    async readAll(topic, work) {
      const ends = await admin.fetchTopicOffsets(prefix + topic)
      const open = new Map(
        ends.filter(({ high }) => high !== '0').map(({ partition, high }) => [partition, high]),
      )
      const { promise, resolve } = Promise.withResolvers<void>()
      await read(topic, work, (partition, next) => {
        if (BigInt(next) >= BigInt(open.get(partition) ?? 0)) open.delete(partition)
        if (open.size === 0) resolve()
      })
      await promise
    },
    async remove() {
      await Promise.all([...consumers, producer].map(client => client.disconnect()))
      const own = (name: string) => name.startsWith(prefix)
      const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter(own)
      await admin.deleteGroups(groups).catch(() => {}) // a member that has just gone is still counted
      await admin.deleteTopics({ topics: (await admin.listTopics()).filter(own) })
      await admin.disconnect()
    },
  }
}

/** The same address and account as Java's clients take them. */
export function javaSettings({ brokers, ssl, sasl }: KafkaTask): Readonly<Record<string, string>> {
  const quoted = (text: string) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`
  const module = sasl?.mechanism === 'plain' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule'
  return {
    'bootstrap.servers': brokers.join(','),
    ...(ssl && { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': ssl.ca.join('\n') }),
    ...(sasl && {
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': sasl.mechanism.toUpperCase(),
      'sasl.jaas.config': `org.apache.kafka.common.security.${module} required username=${quoted(sasl.username)} password=${quoted(sasl.password)};`,
    }),
  }
}
