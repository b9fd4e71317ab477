import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createKafka } from '../testing/clients.ts'
import { logger } from '../testing/telemetry.ts'
import { createTopics, deleteTopic, plainKafka, produce, text, unique, withAdmin } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import type { Kafka } from './port.ts'

const brokers = kafkaBrokers()
let kafka: Kafka
beforeAll(() => {
  kafka = createKafka({ clientId: 'offsets', brokers, logger })
})
afterAll(() => kafka.close())

async function newTopic(partitions: number): Promise<string> {
  const topic = unique('offsets')
  await createTopics(brokers, { [topic]: partitions })
  return topic
}

const send = (topic: string, partition: number, n: number) =>
  produce(brokers, [
    { topic, messages: Array.from({ length: n }, (_, i) => ({ partition, value: String(i) })) },
  ])

/** A consumer of the group that takes what `takes` likes, and waits at what it does not. */
function consume(topic: string, groupId: string, takes = (_: string | undefined) => true) {
  const consumer = kafka.consume({
    groupId,
    topics: [topic],
    chunkSize: 100,
    async onRecords(records, signal) {
      while (!records.every(({ value }) => takes(text(value)))) {
        if (signal.aborted) return false
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      return true
    },
  })
  return consumer
}

const lags = async (groupId: string, topic: string) =>
  (await kafka.lag(groupId, [topic])).map(({ lag }) => lag)

const untilLags = (groupId: string, topic: string, expected: readonly number[]) =>
  until(`the lag of ${topic} is ${expected}`, async () => {
    return (await lags(groupId, topic)).join() === expected.join()
  })

it('counts all of a topic for a group that has never been there, and leaves out topics that are not', async () => {
  const topic = await newTopic(3)
  await send(topic, 0, 5)
  await send(topic, 2, 1)
  expect(await kafka.lag(unique('nobody'), [topic, unique('missing')])).toEqual([
    { topic, partition: 0, end: 5, committed: -1, lag: 5 },
    { topic, partition: 1, end: 0, committed: -1, lag: 0 },
    { topic, partition: 2, end: 1, committed: -1, lag: 1 },
  ])
  expect(await kafka.lag(unique('nobody'), [unique('missing')])).toEqual([])
  expect(await kafka.lag(unique('nobody'), [])).toEqual([])
})

it('is 0 once the group has caught up, grows while its consumer is stopped or stuck, and falls again', async () => {
  const topic = await newTopic(2)
  const groupId = unique('group')
  await send(topic, 0, 3)
  const first = consume(topic, groupId)
  await untilLags(groupId, topic, [0, 0])
  expect((await kafka.lag(groupId, [topic]))[0]).toMatchObject({ end: 3, committed: 3 })
  await first.stop()

  await send(topic, 0, 2)
  await send(topic, 1, 4)
  expect(await lags(groupId, topic)).toEqual([2, 4])

  let stuck = true
  const second = consume(topic, groupId, () => !stuck)
  await until('it is a member, and stuck', () => second.healthy)
  await send(topic, 1, 3)
  expect(await lags(groupId, topic)).toEqual([2, 7])
  stuck = false
  await untilLags(groupId, topic, [0, 0])
  await second.stop()
})

it('sees a topic that is created later, and one that was deleted and made anew', async () => {
  const topic = unique('later')
  const groupId = unique('group')
  expect(await kafka.lag(groupId, [topic])).toEqual([])
  await createTopics(brokers, { [topic]: 1 })
  await send(topic, 0, 5)
  await untilLags(groupId, topic, [5])
  const consumer = consume(topic, groupId)
  await untilLags(groupId, topic, [0])
  await consumer.stop()

  await deleteTopic(brokers, topic)
  await until('it is gone', async () => (await kafka.lag(groupId, [topic])).length === 0)
  await createTopics(brokers, { [topic]: 1 })
  await send(topic, 0, 2)
  await untilLags(groupId, topic, [2])
})

it('counts what the broker has deleted neither as behind nor as depth', async () => {
  const topic = await newTopic(1)
  await send(topic, 0, 10)
  expect(await kafka.depths([topic, unique('missing')])).toEqual([
    { topic, partition: 0, start: 0, end: 10, depth: 10 },
  ])
  await withAdmin(brokers, async admin => {
    await admin.fetchTopicOffsets(topic) // it deletes only in topics whose metadata it has
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '7' }] })
  })
  expect(await kafka.depths([topic])).toEqual([{ topic, partition: 0, start: 7, end: 10, depth: 3 }])
  expect(await lags(unique('nobody'), topic)).toEqual([3])
})

it('counts an open transaction, and the marker at its end until the next record is read', async () => {
  const topic = await newTopic(1)
  const groupId = unique('group')
  const consumer = consume(topic, groupId)
  const producer = plainKafka(brokers).producer({
    transactionalId: unique('tx'),
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  try {
    await send(topic, 0, 1)
    await untilLags(groupId, topic, [0])
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] })
    // Nobody can read it yet: a transaction that hangs holds up whoever reads.
    expect(await lags(groupId, topic)).toEqual([2])
    await transaction.commit()
    await until('all is read', async () => {
      const [place] = await kafka.lag(groupId, [topic])
      return place !== undefined && place.committed >= 3
    })
    expect((await lags(groupId, topic))[0]).toBeLessThanOrEqual(1)
    await send(topic, 0, 1)
    await untilLags(groupId, topic, [0])
  } finally {
    await producer.disconnect()
    await consumer.stop()
  }
})

it('several questions at once share a connection, and none is answered in part', async () => {
  const own = createKafka({ clientId: 'offsets', brokers, logger })
  const topics = await Promise.all([newTopic(2), newTopic(3), newTopic(4)])
  const groupId = unique('group')
  const answers = await Promise.all(
    topics.flatMap(topic => [own.lag(groupId, [topic]), own.depths([topic])] as Promise<unknown[]>[]),
  )
  expect(answers.map(answer => answer.length)).toEqual([2, 2, 3, 3, 4, 4])
  await own.close()
  // Who asks after that opens it again.
  expect(await own.depths(topics.slice(0, 1))).toHaveLength(2)
  await own.close()
})

it('rejects within a bounded time when no broker answers, and closes', async () => {
  const nowhere = createKafka({ clientId: 'nowhere', brokers: ['127.0.0.1:1'], logger })
  await expect(nowhere.lag('group', ['topic'])).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
  await expect(nowhere.depths(['topic'])).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
  await nowhere.close()
})
