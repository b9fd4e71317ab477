import { allContracts } from '@orderflow/events'
import { type GoldenEvent, goldenEvent } from '@orderflow/events/golden'
import { createKafka, type Kafka, type OutgoingRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { namespaced } from '@orderflow/service-kit/testing'
import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type Programs, type ReadRecord, startPrograms } from './programs.ts'

const clients: readonly Client[] = ['java', 'kafka-python', 'aiokafka', 'confluent-kafka']
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const namespace = `read-${crypto.randomUUID().slice(0, 8)}.`
const partitions = 6
const goldens = allContracts.map(({ topic }) => goldenEvent(topic))

let kafka: Kafka
let programs: Programs
beforeAll(async () => {
  const logger = createLogger({ service: 'clients', level: 'fatal' })
  kafka = namespaced(createKafka({ clientId: 'clients', brokers: kafkaBrokers(), logger }), namespace)
  programs = await startPrograms(kafkaBrokers(), line => process.stderr.write(`${line}\n`))
  // The relay compresses nothing, and a topic may be set to be kept compressed: the broker does it then.
  await kafka.createTopics([
    ...goldens.map(({ topic }, n) => ({
      topic,
      partitions,
      config: { 'compression.type': n % 5 === 0 ? 'uncompressed' : (codecs[n % 5] as string) },
    })),
    { topic: 'odd', partitions: 1, config: {} },
  ])
  await send([...goldens.map(toRecord), ...odd.map(({ record }) => record)])
})
afterAll(() => kafka?.close())

async function send(records: readonly OutgoingRecord[]) {
  const producer = await kafka.producer()
  await producer.send(records).finally(() => producer.close())
}

const toRecord = ({ topic, key, headers, value }: GoldenEvent): OutgoingRecord => ({
  topic,
  partition: kafka.partitionOf(key, partitions),
  key,
  value: Buffer.from(value),
  headers,
})

/** Records that are allowed and rare, and what each SDK makes of them. */
const created = goldenEvent('order.created.v2')
const { ce_time: time, ...timeless } = created.headers
const oddRecord = (
  change: Partial<OutgoingRecord>,
  headers: OutgoingRecord['headers'] = {},
): OutgoingRecord => ({
  topic: 'odd',
  partition: 0,
  key: created.key,
  value: Buffer.from(created.value),
  headers: { ...created.headers, ...headers },
  ...change,
})
type Read = RegExp | { readonly [attribute: string]: unknown }
const envelope = JSON.stringify({
  specversion: '1.0',
  id: 'inner',
  source: '/inner',
  type: 'Inner',
  data: {},
})
const odd: { what: string; record: OutgoingRecord; java: Read; python: Read }[] = [
  {
    what: 'a header without a value',
    record: oddRecord({}, { note: null }),
    java: { type: 'OrderCreated' },
    python: { type: 'OrderCreated' },
  },
  {
    what: 'a header of no bytes',
    record: oddRecord({}, { note: '' }),
    java: { type: 'OrderCreated' },
    python: { type: 'OrderCreated' },
  },
  {
    what: 'a header that repeats',
    record: oddRecord({}, { note: ['one', 'two'] }),
    java: { type: 'OrderCreated' },
    python: { type: 'OrderCreated' },
  },
  {
    what: 'an extension that repeats',
    record: oddRecord({}, { ce_correlationid: ['one', 'two'] }),
    java: { correlationid: 'two' },
    python: { correlationid: 'two' },
  },
  {
    what: 'no time',
    record: oddRecord({ headers: timeless }),
    java: { time: undefined },
    python: { time: expect.stringContaining('+00:00') },
  },
  {
    what: 'no key',
    record: oddRecord({ key: null }),
    java: { type: 'OrderCreated' },
    python: { partitionkey: undefined },
  },
  {
    what: 'a key that is no text',
    record: oddRecord({ key: Buffer.from([0xff, 0xfe]) }),
    java: { type: 'OrderCreated' },
    python: /UnicodeDecodeError/,
  },
  {
    what: 'structured mode with the headers of binary mode beside it',
    record: oddRecord({ value: Buffer.from(envelope) }, { 'content-type': 'application/cloudevents+json' }),
    java: { type: 'Inner' },
    python: { type: 'OrderCreated' },
  },
]

describe.each(clients)('%s', client => {
  let golden: ReadRecord[]
  let rare: ReadRecord[]
  beforeAll(async () => {
    const read = (topics: readonly string[], count: number) =>
      programs.run(client, 'read', { topics: topics.map(topic => namespace + topic), count })
    golden = await read(
      goldens.map(({ topic }) => topic),
      goldens.length,
    )
    rare = (await read(['odd'], odd.length)).toSorted((a, b) => a.offset - b.offset)
  })

  test.each(goldens)('reads the golden event of $topic', ({ topic, key, headers, value }) => {
    const record = golden.find(each => each.topic === namespace + topic)
    expect(record?.error).toBeUndefined()
    expect(decoded(record?.headers)).toEqual(Object.entries(headers))
    expect(bytes(record?.key ?? null)?.toString()).toBe(key)
    expect(record?.partition).toBe(kafka.partitionOf(key, partitions))
    const { attributes = {}, data } = record?.event ?? {}
    expect(present(attributes)).toEqual(attributesOf(headers, client === 'java' ? {} : { partitionkey: key }))
    expect(new Date(attributes.time ?? '').toISOString()).toBe(headers.ce_time)
    expect(data).toEqual(JSON.parse(value))
  })

  test.each(odd.map((each, n) => ({ ...each, n })))(
    'reads a record with $what',
    ({ n, record, java, python }) => {
      const read = rare[n]
      expect(decoded(read?.headers)).toEqual(pairsOf(record.headers))
      expect(bytes(read?.key ?? null)).toEqual(record.key === null ? null : Buffer.from(record.key))
      const expected = client === 'java' ? java : python
      if (expected instanceof RegExp) expect(read?.error).toMatch(expected)
      else expect(present(read?.event?.attributes ?? {})).toEqual(expect.objectContaining(defined(expected)))
      for (const [name, value] of Object.entries(expected instanceof RegExp ? {} : expected)) {
        if (value === undefined) expect(present(read?.event?.attributes ?? {})).not.toHaveProperty(name)
      }
    },
  )
})

test('the golden events lie there in every compression', async () => {
  const topics = goldens.map(({ topic }) => namespace + topic)
  const found = await programs.run('kafka-python', 'count by codec', { topics, count: topics.length })
  const expected = codecs.map((codec, n) => [codec, goldens.filter((_, at) => at % 5 === n).length])
  expect(found).toEqual(Object.fromEntries(expected))
})

/** What an SDK is to make of the headers; its time is compared by itself. */
function attributesOf(headers: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>) {
  const named = Object.entries(headers).map(([name, value]) => [
    name === 'content-type' ? 'datacontenttype' : name.replace(/^ce_/, ''),
    value,
  ])
  return { ...Object.fromEntries(named), ...others, time: expect.any(String) }
}

const present = (attributes: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))

const defined = (attributes: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))

const bytes = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, 'base64'))

const decoded = (headers: ReadRecord['headers'] = []) =>
  headers.map(([name, value]) => [name, bytes(value)?.toString() ?? null])

const pairsOf = (headers: OutgoingRecord['headers']) =>
  Object.entries(headers).flatMap(([name, value]) => [value].flat().map(each => [name, each]))
