import { kafkaBrokers } from '@orderflow/test-servers'
import { afterEach, describe, it } from 'vitest'
import { createKafka } from '../testing/clients.ts'
import { logger } from '../testing/telemetry.ts'
import { createTopics, deleteTopic, produce, text, unique, withAdmin } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { delay } from '../timing/bounded.ts'

const brokers = kafkaBrokers()
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A consumer of two topics, and what it has read. */
async function reading(partitions: number) {
  const [topic, other] = [unique('remade'), unique('other')]
  await createTopics(brokers, { [topic]: partitions, [other]: 1 })
  const kafka = createKafka({ clientId: 'remade', brokers, logger })
  closing.push(() => kafka.close())
  const values = new Set<string>()
  const rebuilds: string[] = []
  const consumer = kafka.consume({
    groupId: unique('remade'),
    topics: [topic, other],
    chunkSize: 10,
    async onRecords(records) {
      for (const { value } of records) values.add(text(value) ?? '')
      return true
    },
    onRebuild: reason => rebuilds.push(reason),
  })
  closing.push(() => consumer.stop())
  const send = (to: string, ...sent: string[]) =>
    produce(brokers, [{ topic: to, messages: sent.map((value, i) => ({ key: `key-${i}`, value })) }])
  const read = (...wanted: string[]) =>
    until(`${wanted[0]} and ${wanted.length - 1} more are read`, () =>
      wanted.every(value => values.has(value)),
    )
  return { topic, other, send, read, rebuilds }
}

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`)
const remove = (topic: string) => deleteTopic(brokers, topic)

it('leaves nothing open where it is stopped as soon as it is started', async () => {
  const kafka = createKafka({ clientId: 'brief', brokers, logger })
  const topics = [unique('brief')]
  await createTopics(brokers, { [String(topics[0])]: 1 })
  const open = () => process.getActiveResourcesInfo().filter(kind => kind === 'TCPSocketWrap').length
  const before = open()
  for (const ms of [0, 1, 2, 5, 10, 20, 30, 50, 80, 120]) {
    const groupId = unique('brief')
    const consumer = kafka.consume({ groupId, topics, chunkSize: 10, onRecords: async () => true })
    await delay(ms)
    await consumer.stop()
  }
  await until('what it opened is closed', () => open() <= before)
  await kafka.close()
})

describe('a consumer goes on by itself', () => {
  it('with its other topics while one does not exist, and with that once it does', async () => {
    const { topic, other, send, read, rebuilds } = await reading(3)
    await send(topic, ...named('before', 12))
    await read(...named('before', 12))
    await remove(topic)
    await send(other, 'meanwhile')
    await read('meanwhile')
    await until('the deletion is noticed', () => rebuilds.length > 0)
    await send(other, 'still')
    await read('still')
    await createTopics(brokers, { [topic]: 6 })
    await send(topic, ...named('after', 40))
    await read(...named('after', 40))
  })

  it('when a topic grows', async () => {
    const { topic, send, read } = await reading(1)
    await send(topic, ...named('before', 12))
    await read(...named('before', 12))
    await withAdmin(brokers, admin => admin.createPartitions({ topicPartitions: [{ topic, count: 6 }] }))
    await send(topic, ...named('after', 40))
    await read(...named('after', 40))
  })

  // What has fewer records than were read of the old one is read from its beginning.
  it.each([
    [6, 1],
    [1, 6],
  ])('when a topic of %d partitions is made again with %d', async (before, after) => {
    const { topic, send, read } = await reading(before)
    await send(topic, ...named('before', 100))
    await read(...named('before', 100))
    await remove(topic)
    await createTopics(brokers, { [topic]: after })
    await send(topic, ...named('after', 10))
    await read(...named('after', 10))
  })
})
