import { randomBytes } from 'node:crypto'
import { askBrokers } from '@orderflow/audit/admin'
import { loadKafkajs } from '@orderflow/messaging/kafkajs'
import { kafkaBrokers } from '@orderflow/test-servers'
import { expect, it } from 'vitest'
import { readTopics, type TopicRecord } from './read-topics.ts'

it('reads all that lies on the topics, in order within a partition, and nothing of others', async () => {
  const prefix = `oracle-${randomBytes(4).toString('hex')}`
  const [first, second, empty, other] = ['first', 'second', 'empty', 'other'].map(name => `${prefix}-${name}`)
  const brokers = kafkaBrokers()
  const { Kafka, logLevel } = loadKafkajs()
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { retries: 20 } })
  const topics = [first, second, empty, other].map(topic => ({ topic: topic as string, numPartitions: 3 }))
  await askBrokers({ brokers }, admin => admin.createTopics({ topics }))
  // A leader may not know at once that it is one, and a producer that sends again may send twice.
  await askBrokers({ brokers }, admin =>
    Promise.all(topics.map(({ topic }) => admin.fetchTopicOffsets(topic))),
  )
  const producer = kafka.producer({ allowAutoTopicCreation: false, retry: { retries: 0 } })
  await producer.connect()
  const records = Array.from({ length: 900 }, (_, n) => ({
    topic: [first, second, other][n % 3] as string,
    partition: Math.floor(n / 3) % 3,
    key: n % 2 === 0 ? `key-${n}` : null,
    value: n % 5 === 0 ? null : Buffer.from(String(n)),
    headers: { ce_id: String(n) },
  }))
  await producer.sendBatch({
    topicMessages: [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, messages]) => ({
      topic,
      messages,
    })),
  })

  const read: TopicRecord[] = []
  await readTopics(
    { brokers },
    topic => topic.startsWith(prefix) && topic !== other,
    record => read.push(record),
  )
  const slot = ({ topic, partition }: { topic: string; partition: number }) => `${topic}/${partition}`
  const ids = (all: readonly { topic: string; partition: number; headers: { ce_id?: string } }[]) =>
    Object.fromEntries(
      [...Map.groupBy(all, slot)].map(([where, some]) => [where, some.map(({ headers }) => headers.ce_id)]),
    )
  expect(ids(read)).toEqual(ids(records.filter(({ topic }) => topic !== other)))
  expect(read.find(({ headers }) => headers.ce_id === '4')).toMatchObject({ key: 'key-4', offset: '0' })
  await producer.disconnect()
})
