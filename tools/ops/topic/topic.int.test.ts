import { randomBytes } from 'node:crypto'
import { access, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { seededRandom } from '@orderflow/load'
import { createKafka, type Kafka, type KafkaRecord, type OutgoingRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSnapshot } from './reader.ts'
import { type Replayed, type ReplayOptions, replay } from './replay.ts'
import { keyOf } from './shuffle.ts'
import { content, randomRecord, temporaryFolder } from './snapshots.fixture.ts'
import { takeSnapshot } from './take.ts'

const logger = createLogger({ service: 'topic', level: 'fatal' })
const path = temporaryFolder()
const unique = (name: string) => `${name}-${randomBytes(4).toString('hex')}`
let kafka: Kafka
beforeAll(() => {
  kafka = createKafka({ clientId: 'topic', brokers: kafkaBrokers(), logger })
})
afterAll(() => kafka?.close())

/** Its records may be of any year: the broker is not to delete those that are older than a week while they are looked at. */
const keptForEver = { 'retention.ms': '-1' }

async function newTopic(partitions: number): Promise<string> {
  const topic = unique('topic')
  await kafka.createTopics([{ topic, partitions, config: keptForEver }])
  return topic
}

async function send(records: readonly OutgoingRecord[]): Promise<void> {
  const producer = await kafka.producer()
  await producer.send(records).finally(() => producer.close())
}

async function readAll(topic: string): Promise<KafkaRecord[]> {
  const reader = await kafka.reader()
  const records: KafkaRecord[] = []
  for (const range of await reader.ranges([topic])) {
    for await (const chunk of reader.read(range)) records.push(...chunk)
  }
  await reader.close()
  return records
}

/** Records of any content, and of keys that come often, where our producer places them. */
async function filledTopic(partitions: number, records: number): Promise<string> {
  const topic = await newTopic(partitions)
  const random = seededRandom(11)
  const outgoing = Array.from({ length: records }, (_, n): OutgoingRecord => {
    const any = randomRecord(random, BigInt(n))
    const key = n % 2 === 0 ? Buffer.from(`key-${n % 14}`) : any.key
    const partition = key === null ? n % partitions : kafka.partitionOf(key as Buffer, partitions)
    const headers = { ...any.headers, n: String(n) } as OutgoingRecord['headers']
    return { topic, partition, key, value: any.value, headers, timestamp: any.timestamp }
  })
  await send(outgoing)
  return topic
}

async function snapshot(topic: string): Promise<string> {
  const file = path(unique('snapshot'))
  await takeSnapshot({ kafka, topics: [topic], file })
  return file
}

async function replayed(file: string, options: Partial<ReplayOptions>): Promise<Replayed> {
  const opened = await openSnapshot(file)
  return await replay({ kafka, logger, seed: 1, ...options, snapshot: opened }).finally(() => opened.close())
}

/** What a consumer can see of each key: its records, whole, in order. */
const byKey = (records: readonly KafkaRecord[]) =>
  new Map(
    [...Map.groupBy(records, record => keyOf({ ...record, topic: '' }))].map(([key, ofKey]) => [
      key,
      ofKey.map(record => `${record.timestamp} ${content(record)}`),
    ]),
  )
const n = ({ headers }: KafkaRecord) => Number(String(headers.n))

describe('a snapshot and its replay', () => {
  it('into another topic of as many partitions are the same records, partition by partition', async () => {
    const from = await filledTopic(3, 600)
    const to = await newTopic(3)
    const { records, duplicates, topics } = await replayed(await snapshot(from), { to })
    expect({ records, duplicates }).toEqual({ records: 600, duplicates: 0 })
    expect(topics).toEqual([{ topic: from, to, records: 600, partitions: 3 }])
    const whole = (record: KafkaRecord) => [record.partition, record.timestamp, content(record)]
    expect((await readAll(to)).map(whole)).toEqual((await readAll(from)).map(whole))
  })

  it('into a topic of other partitions puts each key where it belongs, in its order', async () => {
    const from = await filledTopic(2, 400)
    const to = unique('created')
    await kafka.createTopics([{ topic: to, partitions: 5, config: keptForEver }])
    await replayed(await snapshot(from), { to })
    const arrived = await readAll(to)
    for (const { key, partition } of arrived) {
      if (key !== null) expect(partition).toBe(kafka.partitionOf(key, 5))
    }
    expect(byKey(arrived)).toEqual(byKey(await readAll(from)))
  })

  it('shuffled keeps the order of each key, and of nothing else', async () => {
    const from = await filledTopic(2, 600)
    const to = await newTopic(2)
    await replayed(await snapshot(from), { to, shuffle: true, seed: 4 })
    const [before, after] = [await readAll(from), await readAll(to)]
    expect(byKey(after)).toEqual(byKey(before))
    expect(after.map(n)).not.toEqual(before.map(n))
  })

  it('with duplicates has each record again, later, as often as asked', async () => {
    const from = await filledTopic(2, 600)
    const to = await newTopic(2)
    const { duplicates } = await replayed(await snapshot(from), { to, duplicate: 30, seed: 9 })
    const arrived = await readAll(to)
    expect(arrived).toHaveLength(600 + duplicates)
    expect(duplicates).toBeGreaterThan(120)
    expect(duplicates).toBeLessThan(240)
    const seen = new Set<number>()
    const firsts = arrived.filter(record => !seen.has(n(record)) && seen.add(n(record)))
    expect(byKey(firsts)).toEqual(byKey(await readAll(from)))
  })

  it('at a rate takes its time', async () => {
    const from = await filledTopic(1, 60)
    const file = await snapshot(from)
    const to = await newTopic(1)
    const started = performance.now()
    await replayed(file, { to, rate: 50 })
    expect(performance.now() - started).toBeGreaterThan(1_000)
    expect(await readAll(to)).toHaveLength(60)
  })

  it('can give records the time of their replay', async () => {
    const from = await filledTopic(1, 5)
    const to = await newTopic(1)
    const before = Date.now()
    await replayed(await snapshot(from), { to, now: true })
    for (const { timestamp } of await readAll(to)) expect(Number(timestamp)).toBeGreaterThanOrEqual(before)
  })

  it('takes several topics, with empty partitions, and sends those that are named', async () => {
    const [one, two, empty] = [await filledTopic(4, 3), await filledTopic(1, 4), await newTopic(2)]
    const file = path(unique('several'))
    const taken = await takeSnapshot({ kafka, topics: [two, one, empty], file })
    expect(taken.records).toBe(7)
    expect(taken.topics).toContainEqual({ topic: empty, partitions: 2, records: 0 })
    const { records } = await replayed(file, { topics: [two] })
    expect(records).toBe(4)
    expect(await readAll(two)).toHaveLength(8)
    expect(await readAll(one)).toHaveLength(3)
  })
})

describe('nothing is sent', () => {
  it('to topics that do not exist, unless they are to be created', async () => {
    const file = await snapshot(await filledTopic(3, 20))
    const to = unique('missing')
    await expect(replayed(file, { to })).rejects.toThrow(
      `There is no topic ${to}: create it, or say --create.`,
    )
    expect(await kafka.partitionCounts([to])).toEqual(new Map())
    await replayed(file, { to, create: true })
    expect(await readAll(to)).toHaveLength(20)
    expect(await kafka.partitionCounts([to])).toEqual(new Map([[to, 3]]))
  })

  it('in a dry run, which checks the same', async () => {
    const from = await filledTopic(1, 20)
    const file = await snapshot(from)
    expect(await replayed(file, { dryRun: true })).toMatchObject({ records: 20 })
    await expect(replayed(file, { dryRun: true, to: unique('missing') })).rejects.toMatchObject({
      code: 'TOPICS_MISSING',
    })
    expect(await readAll(from)).toHaveLength(20)
  })

  it('for topics that the snapshot does not hold, or several into one', async () => {
    const [one, two] = [await newTopic(1), await newTopic(1)]
    const file = path(unique('two'))
    await takeSnapshot({ kafka, topics: [one, two], file })
    await expect(replayed(file, { topics: ['other'] })).rejects.toMatchObject({
      code: 'TOPICS_NOT_IN_SNAPSHOT',
    })
    await expect(replayed(file, { to: one })).rejects.toMatchObject({ code: 'ONE_TOPIC_ONLY' })
  })
})

describe('no file is left', () => {
  it('by a snapshot of topics that do not exist, and none is overwritten', async () => {
    const topic = await newTopic(1)
    const file = path(unique('file'))
    await expect(takeSnapshot({ kafka, topics: [topic, 'missing'], file })).rejects.toThrow(
      'There is no topic missing',
    )
    await expect(access(file)).rejects.toMatchObject({ code: 'ENOENT' })
    await takeSnapshot({ kafka, topics: [topic], file })
    await expect(takeSnapshot({ kafka, topics: [topic], file })).rejects.toMatchObject({
      code: 'SNAPSHOT_EXISTS',
    })
  })

  it('by one that is interrupted', async () => {
    const topic = await filledTopic(1, 50)
    const stopping = new AbortController()
    const file = path('interrupted')
    const onProgress = () => stopping.abort()
    await expect(
      takeSnapshot({
        kafka,
        topics: [topic, await filledTopic(1, 1)],
        file,
        signal: stopping.signal,
        onProgress,
      }),
    ).rejects.toThrow(/aborted/)
    expect((await readdir(dirname(file))).filter(name => name.startsWith('interrupted'))).toEqual([])
  })
})
