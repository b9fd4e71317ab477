import { consumedTopics } from '@orderflow/events'
import { goldenEvent } from '@orderflow/events/golden'
import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { createKafka } from '@orderflow/messaging/kafka'
import { reporting } from '@orderflow/reporting/app'
import { configSchema } from '@orderflow/reporting/config'
import { consumes } from '@orderflow/reporting/consumers'
import { createLogger } from '@orderflow/service-kit'
import { kafkaBrokers } from '@orderflow/test-servers'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Batch, type Client, type Programs, startPrograms, type WrittenEvent } from './programs.ts'

const clients: readonly Client[] = ['java', 'kafka-python', 'aiokafka', 'confluent-kafka']
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const batches = codecs.flatMap(compression =>
  (['binary', 'structured'] as const).map(mode => ({ compression, mode })),
)
const keys = ['', 'a', 'order-1', 'Zürich', '注文-１', '🚚', '\u0000', 'k'.repeat(300), uuidv7(), null]
const migrations = new URL('../../../services/reporting/migrations/', import.meta.url)

let service: ServiceUnderTest
let programs: Programs
let partitions: number
const logger = createLogger({ service: 'clients', level: 'fatal' })
const kafka = createKafka({ clientId: 'clients', brokers: kafkaBrokers(), logger })
beforeAll(async () => {
  programs = await startPrograms(kafkaBrokers(), line => process.stderr.write(`${line}\n`))
  service = await startServiceUnderTest({ define: reporting, schema: configSchema, migrations })
  const topic = service.brokerTopic('order.created.v2')
  partitions = (await kafka.partitionCounts([topic])).get(topic) as number
})
afterAll(() => Promise.all([service?.stop(), kafka.close()]))

/** The golden event of this topic as a new one, which is about another order or product. */
function renewed(
  topic: string,
  about: string,
  key: string | null,
): WrittenEvent & { readonly about: string } {
  const { headers, value } = goldenEvent(topic)
  const data = JSON.parse(value) as { orderId?: string; productId?: string }
  const own = data.orderId === undefined ? { productId: about } : { orderId: about }
  const attributes = Object.entries(headers).flatMap(([name, text]) =>
    /^ce_(?!specversion)/.test(name) ? [[name.slice(3), text]] : [],
  )
  return {
    topic: service.brokerTopic(topic),
    key: key === null ? null : Buffer.from(key).toString('base64'),
    // With an offset and more digits than we keep, as other languages write the present moment.
    attributes: { ...Object.fromEntries(attributes), id: uuidv7(), time: '2026-01-15T12:30:00.123456+02:00' },
    data: JSON.stringify({ ...data, ...own }),
    about,
  }
}
type Renewed = ReturnType<typeof renewed>

async function write(
  client: Client,
  written: readonly (Omit<Batch, 'events'> & { events: readonly Renewed[] })[],
) {
  const places = await programs.run(client, 'write', { batches: written })
  const events = written.flatMap(batch => batch.events)
  expect(places).toHaveLength(events.length)
  return events.map((event, n) => ({ ...event, partition: places[n]?.partition }))
}

/** What reporting shows of an event that it has applied. */
function shown({ attributes, data }: Renewed) {
  const { id, type, source, sequence, causationid, correlationid, initiator } = attributes
  const kept = { id, type, source, causationId: causationid, correlationId: correlationid, initiator }
  return { ...kept, sequence: Number(sequence), time: '2026-01-15T10:30:00.123Z', data: JSON.parse(data) }
}

const journey = async (about: string) => (await service.get(`/orders/${about}/journey`)).body.events ?? []

describe.each(clients)('%s', client => {
  test('puts each key on the partition where we do, in each mode and compression, and we apply what it writes', async () => {
    const events = await write(
      client,
      batches.map(batch => ({
        ...batch,
        events: keys.map(key => renewed('order.created.v2', crypto.randomUUID(), key)),
      })),
    )
    await service.settled()
    const places = events.flatMap(({ key, partition }) => (key === null ? [] : [{ key, partition }]))
    expect(places).toEqual(
      places.map(({ key }) => ({
        key,
        partition: kafka.partitionOf(Buffer.from(key, 'base64'), partitions),
      })),
    )
    for (const event of events) expect(await journey(event.about)).toMatchObject([shown(event)])
  })

  test.each(['binary', 'structured'] as const)(
    'writes every event and version in %s mode, and we apply it',
    async mode => {
      const about = crypto.randomUUID()
      const topics = consumedTopics(consumes)
      const events = await write(client, [
        { mode, compression: 'none', events: topics.map(topic => renewed(topic, about, about)) },
      ])
      await service.settled()
      const ofOrder = events.filter(({ data }) => 'orderId' in JSON.parse(data))
      const told: { id: string }[] = await journey(about)
      expect(told).toHaveLength(ofOrder.length)
      for (const event of ofOrder) {
        expect(told.find(({ id }) => id === event.attributes.id)).toMatchObject(shown(event))
      }
      const { rows } = await service.pool.query(
        'SELECT available::integer FROM stock WHERE product_id = $1',
        [about],
      )
      expect(rows).toEqual([{ available: 97 }])
    },
  )
})

test('confluent-kafka by its own partitioner puts keys elsewhere', async () => {
  const events = keys.filter(key => key !== null && key !== '')
  const places = await write('confluent-kafka by its own partitioner', [
    {
      mode: 'binary',
      compression: 'none',
      events: events.map(key => renewed('order.created.v2', crypto.randomUUID(), key)),
    },
  ])
  const ours = events.map(key => kafka.partitionOf(key as string, partitions))
  expect(places.map(({ partition }) => partition)).not.toEqual(ours)
})

test('what was to be compressed was', async () => {
  const topic = service.brokerTopic('order.created.v2')
  const depths = await kafka.depths([topic])
  const count = depths.reduce((sum, { depth }) => sum + depth, 0)
  const found = await programs.run('kafka-python', 'count by codec', { topics: [topic], count })
  const each = clients.length * 2 * keys.length
  expect(found).toMatchObject({ gzip: each, snappy: each, lz4: each, zstd: each })
})
