import { clientAddress } from '@orderflow/messaging/kafka'
import { loadKafkajs } from '@orderflow/messaging/kafkajs'
import type { Kafka } from 'kafkajs'
import { uuidv7 } from 'uuidv7'
import type { Figures, Scenario } from '../scenario.ts'

const partitions = 6
const batch = 2_000
const sendsAtOnce = 4
/** About what OrderCreated has. */
const event = {
  orderId: uuidv7(),
  customerId: 'customer-1234',
  items: [
    { productId: 'prod-12', quantity: 2 },
    { productId: 'prod-34', quantity: 1 },
  ],
  createdAt: '2026-01-01T00:00:00.000Z',
}
const headers = {
  ce_specversion: '1.0',
  ce_id: uuidv7(),
  ce_type: 'OrderCreated',
  ce_source: '/orderflow/order',
  ce_time: event.createdAt,
}

/**
 * kafkajs by itself, mended as it is for the services: sends of 2,000 records with acks −1, four at a time, then a consumer that reads them from
 * the beginning by batches and parses each value.
 */
export const kafka: Scenario = {
  name: 'kafkajs',
  group: 'limits',
  about:
    'Kafka through kafkajs, mended as for the services (ADR 16): records produced in batches, records consumed and parsed',
  services: 'stopped',
  headline: 'producedPerSecond',
  async run({ kafka, quick, round, signal }) {
    const kafkajs = loadKafkajs()
    const client = new kafkajs.Kafka({
      clientId: 'bench',
      ...clientAddress(kafka),
      logLevel: kafkajs.logLevel.NOTHING,
    })
    const admin = client.admin()
    const topic = `bench.limits.${round}`
    await admin.connect()
    try {
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] })
      const sends = quick ? 2 : 150
      const producedPerSecond = await produce(client, topic, sends, signal)
      const consumedPerSecond = await consume(client, topic, sends * batch, signal)
      return { producedPerSecond, consumedPerSecond } satisfies Figures
    } finally {
      await admin.deleteTopics({ topics: [topic] }).catch(() => {}) // the round's data go anyway
      await admin.disconnect()
    }
  },
}

async function produce(client: Kafka, topic: string, sends: number, signal: AbortSignal): Promise<number> {
  const producer = client.producer({ idempotent: false, allowAutoTopicCreation: false })
  await producer.connect()
  try {
    const numbers = Array.from({ length: sends }, (_, number) => number).values()
    const started = performance.now()
    // The senders share one iterator: each takes the next send.
    const sender = async () => {
      for (const send of numbers) {
        signal.throwIfAborted()
        const messages = Array.from({ length: batch }, (_, n) => ({
          key: `${send}-${n}`,
          value: JSON.stringify(event),
          headers,
        }))
        await producer.send({ topic, acks: -1, messages })
      }
    }
    await Promise.all(Array.from({ length: sendsAtOnce }, sender))
    return (sends * batch) / ((performance.now() - started) / 1000)
  } finally {
    await producer.disconnect()
  }
}

/** From the first batch's arrival to the last, so that joining the group does not count. */
async function consume(client: Kafka, topic: string, wanted: number, signal: AbortSignal): Promise<number> {
  const consumer = client.consumer({ groupId: topic, allowAutoTopicCreation: false })
  const over = Promise.withResolvers<void>()
  const giveUp = () => over.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  let started: number | undefined
  let seen = 0
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      partitionsConsumedConcurrently: partitions,
      async eachBatch({ batch: { messages } }) {
        started ??= performance.now()
        for (const { value } of messages) if (JSON.parse(String(value)).orderId === event.orderId) seen++
        if (seen >= wanted) over.resolve()
      },
    })
    await over.promise
    return seen / ((performance.now() - (started ?? Number.NaN)) / 1000)
  } finally {
    signal.removeEventListener('abort', giveUp)
    await consumer.disconnect()
  }
}
