import { kafkaBrokers } from '@orderflow/test-servers'
import type { Kafka } from 'kafkajs'
import { expect, it } from 'vitest'
import { logger } from '../../../testing/telemetry.ts'
import { createTopics, plainKafka, produce, text, unique } from '../../../testing/topics.ts'
import { until } from '../../../testing/until.ts'
import type { ConsumeOptions } from '../../port.ts'
import { startSupervisedConsumer } from './supervised.ts'

const brokers = kafkaBrokers()
/** A tenth of what a service has, and longer than a busy machine takes for a fetch. */
const limits = { silentMs: 15_000, stalledMs: 3_000, lookEveryMs: 250 }

/**
 * A real client with a fault of its own: its first consumer, once it has joined, never fetches partition 0 again. It
 * is alive all the same: heartbeats and the other partition's fetches go on.
 */
function faulty(topic: string, hasFault: boolean) {
  const client = plainKafka(brokers)
  const seen = { looks: 0, consumers: 0 }
  const wrapped = {
    ...client,
    admin() {
      const admin = client.admin()
      return {
        ...admin,
        fetchOffsets: (...given: Parameters<typeof admin.fetchOffsets>) => {
          seen.looks++
          return admin.fetchOffsets(...given)
        },
      }
    },
    consumer(config: Parameters<Kafka['consumer']>[0]) {
      const consumer = client.consumer(config)
      if (seen.consumers++ === 0 && hasFault) {
        consumer.on(consumer.events.GROUP_JOIN, () => consumer.pause([{ topic, partitions: [0] }]))
      }
      return consumer
    },
  }
  return { client: wrapped as Kafka, seen }
}

async function consumed(hasFault: boolean, handle: (values: string[]) => Promise<unknown> = async () => {}) {
  const topic = unique('stalled')
  await createTopics(brokers, { [topic]: 2 })
  const { client, seen } = faulty(topic, hasFault)
  const values = new Set<string>()
  const rebuilds: string[] = []
  const options: ConsumeOptions = {
    groupId: unique('stalled'),
    topics: [topic],
    chunkSize: 10,
    async onRecords(records) {
      const texts = records.map(({ value }) => text(value) ?? '')
      await handle(texts)
      for (const each of texts) values.add(each)
      return true
    },
    onRebuild: reason => rebuilds.push(reason),
  }
  const consumer = startSupervisedConsumer(client, options, logger, limits)
  const send = (...sent: [partition: number, value: string][]) =>
    produce(brokers, [{ topic, messages: sent.map(([partition, value]) => ({ partition, value })) }])
  await until('it is a member', () => consumer.healthy)
  return { topic, consumer, values, rebuilds, seen, send }
}

it('a partition that is silently no longer fetched is noticed while others go on, and read again', async () => {
  const { topic, consumer, values, rebuilds, send } = await consumed(true)
  try {
    await send([0, 'stalled'], [1, 'flows'])
    await until('the other partition goes on', () => values.has('flows'))
    await until('the stalled partition is read', () => values.has('stalled'))
    expect(rebuilds[0]).toMatch(new RegExp(`${topic}/0 stands still at -?\\d of 1`))
    await until('it is a member again', () => consumer.healthy)
  } finally {
    await consumer.stop()
  }
})

it('a batch that waits is left in peace, and so are partitions that wait behind it, and idle ones', async () => {
  const waiting = Promise.withResolvers<void>()
  const { consumer, values, rebuilds, seen, send } = await consumed(false, async ([value]) => {
    if (value === 'waits') await waiting.promise
  })
  const looksMore = async (n: number) => {
    const from = seen.looks
    await until(`${n} more looks`, () => seen.looks >= from + n)
  }
  try {
    await send([0, 'waits'])
    await looksMore(3)
    await send([0, 'waits too'], [1, 'is not fetched meanwhile'])
    await looksMore(24) // twice as long as would do
    expect([...values]).toEqual([])
    waiting.resolve()
    await until('all are read', () => values.size === 3)
    await looksMore(16)
    expect(rebuilds).toEqual([])
  } finally {
    waiting.resolve()
    await consumer.stop()
  }
})
