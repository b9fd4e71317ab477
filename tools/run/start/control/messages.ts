import { randomUUID } from 'node:crypto'
import { allContracts, contracts } from '@orderflow/events'
import { totalsOf } from '@orderflow/messaging/dead-letters'
import { describe } from '@orderflow/messaging/errors'
import {
  createKafka,
  type Kafka,
  type KafkaAddress,
  type KafkaRecord,
  type OutgoingRecord,
  type Reader,
} from '@orderflow/messaging/kafka'
import { patchRequestQueueTimer } from '@orderflow/messaging/kafkajs'
import { createLogger, HttpProblem } from '@orderflow/service-kit'
import { type Endpoints, kafkaOf } from '../../../dev/lib/endpoints.ts'
import { type Message, messageOf, openInjector } from '../../../dev/lib/injector.ts'
import { services } from '../../../dev/lib/services.ts'
import { redriveAll } from '../../../ops/dlq/redrive.ts'
import type { Messages } from './app.ts'

/** How far back an order's newest event is looked for, in records of each partition. */
const ordersDepth = 3_000n

/** What is done to the messages of a running system. Each call opens its own connections: they are rare. */
export function messagesOf(endpoints: () => Endpoints): Messages {
  patchRequestQueueTimer()

  async function send(message: Message): Promise<void> {
    const injector = await openInjector(kafkaOf(endpoints()))
    try {
      await injector.send([message])
    } catch (error) {
      throw new HttpProblem({ status: 503, detail: describe(error) })
    } finally {
      await injector.close()
    }
  }

  return {
    async duplicate(orderId) {
      const record = await newestEvent(kafkaOf(endpoints()), orderId)
      if (record === undefined) {
        const whose = orderId === undefined ? 'is no event yet' : `is no recent event of order ${orderId}`
        throw new HttpProblem({ status: 404, detail: `There ${whose}.` })
      }
      const { topic, key, value } = record
      await send({ topic, key, value, headers: headersOf(record) })
      return { type: String(record.headers.ce_type), topic }
    },

    async poison(service) {
      const topic = topicReadBy(service)
      const contract = allContracts.find(each => each.topic === topic)
      const key = `poison-${randomUUID()}`
      const { headers } = messageOf(contract?.type ?? 'OrderCreated', key)
      // No event of any type has so little.
      await send({ topic, key, value: Buffer.from('{"poison":true}'), headers })
      return { topic }
    },

    redrive: async () => totalsOf(await redriveAll(endpoints(), 'the live page')),
  }
}

/** OrderCreated's topic, which inventory reads, unless a service is named. */
function topicReadBy(service: string | undefined): string {
  if (service === undefined) return contracts.OrderCreated.topic
  const [topic] = services.find(({ name }) => name === service)?.topics ?? []
  if (topic === undefined) throw new HttpProblem({ status: 404, detail: `There is no service ${service}.` })
  return topic
}

/** The record that was produced last about an order, or about any. */
async function newestEvent(
  address: KafkaAddress,
  orderId: string | undefined,
): Promise<KafkaRecord | undefined> {
  const logger = createLogger({ service: 'control', level: 'fatal' })
  const kafka = createKafka({ clientId: 'control', ...address, logger })
  try {
    const reader = await kafka.reader()
    return await newestIn(kafka, reader, orderId).finally(reader.close)
  } finally {
    await kafka.close()
  }
}

async function newestIn(kafka: Kafka, reader: Reader, orderId: string | undefined) {
  const topics = allContracts.filter(({ key }) => key === 'orderId').map(({ topic }) => topic)
  const ranges = (await reader.ranges(topics)).filter(({ from, to }) => from < to)
  const partitions = orderId === undefined ? undefined : await kafka.partitionCounts(topics)
  let newest: KafkaRecord | undefined
  for (const range of ranges) {
    const count = partitions?.get(range.topic)
    if (orderId !== undefined && range.partition !== kafka.partitionOf(orderId, count ?? 1)) continue
    const start = range.to - (orderId === undefined ? 1n : ordersDepth)
    const from = start > range.from ? start : range.from
    for await (const chunk of reader.read({ ...range, from })) {
      for (const record of chunk) {
        if (record.undecodable !== undefined) continue
        if (orderId !== undefined && String(record.key) !== orderId) continue
        if (Number(record.timestamp) >= Number(newest?.timestamp ?? 0)) newest = record
      }
    }
  }
  return newest
}

const headersOf = ({ headers }: KafkaRecord): OutgoingRecord['headers'] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
