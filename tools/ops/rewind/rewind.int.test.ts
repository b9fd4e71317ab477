import { randomUUID } from 'node:crypto'
import { createKafka } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rewind } from './rewind.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const brokers = kafkaBrokers()
const kafka = createKafka({ clientId: 'test', brokers, logger })
const name = `rewound-${randomUUID()}`
const at = Date.now() - 60_000

beforeAll(async () => {
  await kafka.createTopics([{ topic: name, partitions: 1, config: {} }])
  const producer = await kafka.producer()
  const value = (n: number) => ({ key: 'k', value: `${n}`, headers: {}, timestamp: String(at + n * 1_000) })
  await producer.send([0, 1, 2, 3].map(n => ({ ...value(n), topic: name, partition: 0 })))
  await producer.close()
})
afterAll(() => kafka.close())

/** What a member of the group reads until it has read all. */
async function read(meanwhile = async () => {}): Promise<string[]> {
  const values: string[] = []
  const consumer = kafka.consume({
    groupId: name,
    topics: [name],
    chunkSize: 10,
    async onRecords(records) {
      values.push(...records.map(record => String(record.value)))
      return true
    },
  })
  await expect.poll(async () => (await kafka.lag(name, [name]))[0]?.committed).toBe(4)
  await meanwhile()
  await consumer.stop()
  return values
}

it('lets a group without members read again what is not older than a moment', async () => {
  const back = (n: number, dryRun = false) =>
    rewind({ brokers }, { group: name, topics: [name], to: new Date(at + n * 1_000), dryRun })
  const busy = () => expect(back(2)).rejects.toMatchObject({ code: 'GROUP_BUSY' })
  expect(await read(busy)).toEqual(['0', '1', '2', '3'])
  const place = { topic: name, partition: 0, from: 4, to: 2 }
  expect(await back(2, true)).toEqual([place])
  expect(await back(2)).toEqual([place])
  expect(await back(3)).toEqual([]) // not forward
  expect(await read()).toEqual(['2', '3'])
})
