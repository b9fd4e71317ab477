import { kafkaBrokers } from '@orderflow/test-servers'
import { afterEach, expect, test } from 'vitest'
import { logger } from '../testing/telemetry.ts'
import { createTopics, text, unique } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { createKafka, type KafkaClient } from './create.ts'
import type { Consumer } from './port.ts'

const brokers = kafkaBrokers()
const partitions = Array.from({ length: 12 }, (_, partition) => partition)
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function open(client: KafkaClient) {
  const kafka = createKafka({ client, clientId: client, brokers, logger })
  closing.unshift(() => kafka.close())
  return kafka
}

interface Delivery {
  readonly to: Consumer
  readonly partition: number
  /** Which of the records sent to the partition; its offset too. */
  readonly n: number
}

function join(client: KafkaClient, topic: string, groupId: string, deliveries: Delivery[]): Consumer {
  const member = open(client).consume({
    groupId,
    topics: [topic],
    chunkSize: 100,
    async onRecords(records) {
      for (const { partition, value } of records)
        deliveries.push({ to: member, partition, n: Number(text(value)) })
      return true
    },
  })
  closing.unshift(() => member.stop())
  return member
}

test.each([
  ['kafkajs', 'platformatic'],
  ['platformatic', 'kafkajs'],
] as const)('a group goes from %s to %s while records come, and back', async (before, after) => {
  const [topic, groupId] = [unique('mixed'), unique('mixed')]
  await createTopics(brokers, { [topic]: partitions.length })
  const kafka = open(before)
  const producer = await kafka.producer()
  closing.unshift(() => producer.close())
  const deliveries: Delivery[] = []
  const joined = (client: KafkaClient) => join(client, topic, groupId, deliveries)
  let sent = 0

  /** Sends one record to each partition, again and again, until each member has got its share of the last ones. */
  const shared = (what: string, ...shares: [Consumer, number][]) =>
    until(what, async () => {
      const n = sent++
      const value = Buffer.from(String(n))
      await producer.send(partitions.map(partition => ({ topic, partition, key: null, value, headers: {} })))
      const owners = () => new Map(deliveries.filter(each => each.n === n).map(of => [of.partition, of.to]))
      await until('they have arrived', () => owners().size === partitions.length)
      const share = (member: Consumer) => [...owners().values()].filter(owner => owner === member).length
      return shares.every(([member, expected]) => share(member) === expected)
    })

  const first = joined(before)
  await shared('the first has all', [first, 12])
  const second = joined(after)
  await shared('each has half', [first, 6], [second, 6])
  await first.stop()
  await shared('the second has all', [second, 12])
  await second.stop()
  const lag = await kafka.lag(groupId, [topic])
  expect(lag.map(each => each.lag)).toEqual(partitions.map(() => 0))

  const third = joined(before)
  const known = sent
  await shared('the third has all', [third, 12])
  expect(deliveries.filter(({ to, n }) => to === third && n < known)).toEqual([])
  // Each record of each partition, and for the first time in order.
  for (const partition of partitions) {
    const ofPartition = new Set(deliveries.filter(each => each.partition === partition).map(({ n }) => n))
    expect([...ofPartition]).toEqual(Array.from({ length: sent }, (_, n) => n))
  }
})
