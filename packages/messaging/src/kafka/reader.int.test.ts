import { randomBytes } from 'node:crypto'
import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createKafka } from '../testing/clients.ts'
import { logger } from '../testing/telemetry.ts'
import { createTopics, plainKafka, produce, text, unique, withAdmin } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { Kafka, PartitionRange, Reader } from './port.ts'

const brokers = kafkaBrokers()
let kafka: Kafka
let reader: Reader
const clientId = unique('reader')
beforeAll(async () => {
  kafka = createKafka({ clientId, brokers, logger })
  reader = await kafka.reader()
})
afterAll(async () => {
  await reader?.close()
  await kafka?.close()
})

async function newTopic(partitions: number): Promise<string> {
  const topic = unique('read')
  await createTopics(brokers, { [topic]: partitions })
  return topic
}

async function all(ranges: readonly PartitionRange[]): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = []
  for (const range of ranges) for await (const chunk of reader.read(range)) records.push(...chunk)
  return records
}

const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({ value: String(from + n), partition: 0 }))

it('reads each partition from its beginning to the end that it had, and no further', async () => {
  const topic = await newTopic(3)
  await produce(brokers, [{ topic, messages: [...messages(0, 2_000), { value: 'other', partition: 2 }] }])
  const ranges = await reader.ranges([topic, unique('missing')])
  await produce(brokers, [{ topic, messages: messages(2_000, 2_100) }])
  expect(ranges).toEqual([
    { topic, partition: 0, from: 0n, to: 2_000n },
    { topic, partition: 1, from: 0n, to: 0n },
    { topic, partition: 2, from: 0n, to: 1n },
  ])
  const records = await all(ranges)
  expect(records.map(({ value }) => text(value))).toEqual([...messages(0, 2_000).map(m => m.value), 'other'])
  expect(records[5]).toMatchObject({ topic, partition: 0, offset: '5', key: null })
})

it('reads a part of a batch, down to one record', async () => {
  const topic = await newTopic(1)
  await produce(brokers, [{ topic, messages: messages(0, 10) }])
  const [range] = (await reader.ranges([topic])) as [PartitionRange]
  const offsets = async (from: bigint, to: bigint) =>
    (await all([{ ...range, from, to }])).map(({ offset }) => offset)
  expect(await offsets(3n, 6n)).toEqual(['3', '4', '5'])
  expect(await offsets(9n, 10n)).toEqual(['9'])
})

it('reads on where one fetch does not bring all', async () => {
  const topic = await newTopic(1)
  for (let n = 0; n < 3; n++) await produce(brokers, [{ topic, messages: [{ value: randomBytes(700_000) }] }])
  expect(await all(await reader.ranges([topic]))).toHaveLength(3)
})

it('begins where the broker has deleted records, and says so if it deletes them meanwhile', async () => {
  const topic = await newTopic(1)
  await produce(brokers, [{ topic, messages: messages(0, 10) }])
  const [before] = (await reader.ranges([topic])) as [PartitionRange]
  await withAdmin(brokers, async admin => {
    await admin.fetchTopicOffsets(topic) // it deletes only in topics whose metadata it has
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] })
  })
  const ranges = await reader.ranges([topic])
  expect(ranges).toEqual([{ topic, partition: 0, from: 4n, to: 10n }])
  expect((await all(ranges)).map(({ offset }) => offset)).toEqual(['4', '5', '6', '7', '8', '9'])
  await expect(all([before])).rejects.toMatchObject({ code: 'RANGE_DELETED' })
})

it('leaves out aborted transactions and markers, also at the end, and what is not committed yet', async () => {
  const topic = await newTopic(1)
  const producer = plainKafka(brokers).producer({
    transactionalId: unique('tx'),
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  try {
    const inTransaction = async (value: string) => {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value: `${value}-1` }, { value: `${value}-2` }] })
      return transaction
    }
    await (await inTransaction('committed')).commit()
    await (await inTransaction('aborted')).abort()
    // The broker acknowledges the end of a transaction before its marker lies on the topic.
    const rangesTo = (to: bigint) =>
      until(`the transactions have ended at ${to}`, async () => {
        const ranges = await reader.ranges([topic])
        return ranges[0]?.to === to && ranges
      })
    const ended = await rangesTo(6n)
    expect(ended).toMatchObject([{ from: 0n, to: 6n }])
    expect((await all(ended)).map(({ value }) => text(value))).toEqual(['committed-1', 'committed-2'])

    const open = await inTransaction('open')
    expect(await reader.ranges([topic])).toEqual(ended)
    await open.commit()
    const values = (await all(await rangesTo(9n))).map(({ value }) => text(value))
    expect(values).toEqual(['committed-1', 'committed-2', 'open-1', 'open-2'])
  } finally {
    await producer.disconnect()
  }
})

it.each(['gzip', 'snappy', 'lz4', 'zstd'])('reads what the broker has compressed with %s', async type => {
  const topic = unique('compressed')
  await kafka.createTopics([{ topic, partitions: 1, config: { 'compression.type': type } }])
  const headers = { name: 'text', twice: ['1', '2'] }
  // Larger than the blocks that snappy and lz4 are made of.
  const large = { value: randomBytes(100_000).toString('hex'), partition: 0, key: 'large', headers }
  await produce(brokers, [{ topic, messages: [...messages(0, 500), large] }])
  const records = await all(await reader.ranges([topic]))
  expect(records.map(({ value }) => text(value))).toEqual([...messages(0, 500), large].map(m => m.value))
  expect(records.at(-1)).toMatchObject({ offset: '500', key: Buffer.from('large'), headers })
})

it('is in no consumer group', async () => {
  const topic = await newTopic(1)
  await produce(brokers, [{ topic, messages: messages(0, 1) }])
  // Other tests have their groups on these brokers.
  const members = () =>
    withAdmin(brokers, async admin => {
      const ids = (await admin.listGroups()).groups.map(({ groupId }) => groupId)
      const { groups } = await admin.describeGroups(ids)
      return groups.flatMap(group => group.members.filter(member => member.clientId === clientId))
    })
  const reading = reader.read((await reader.ranges([topic]))[0] as PartitionRange)
  for await (const _ of reading) expect(await members()).toEqual([])
})
