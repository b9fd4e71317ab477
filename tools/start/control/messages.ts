import { randomUUID } from 'node:crypto'
import { allContracts, contracts } from '@orderflow/event-contracts'
import {
  createKafka,
  type Kafka,
  type KafkaRecord,
  matcher,
  mendRequestQueueTimer,
  type OutgoingRecord,
  pagesOfDeadLetters,
  type RedriveResult,
  totalsOf,
} from '@orderflow/messaging'
import { createLogger, HttpProblem } from '@orderflow/service-kit'
import { messageOf } from '../../chaos/events.ts'
import { openDeadLetters } from '../../dlq/dead-letters.ts'
import { sendBack } from '../../dlq/redrive.ts'
import type { Endpoints } from '../../lib/endpoints.ts'
import { services } from '../../lib/services.ts'
import type { Messages } from './app.ts'

/** How far back an order's newest event is looked for, in records of each partition. */
const ordersDepth = 3_000n

/** What is done to the messages of a running system. Each call opens its own connections: they are rare. */
export function messagesOf(endpoints: () => Endpoints): Messages {
  mendRequestQueueTimer()

  async function withKafka<Result>(work: (kafka: Kafka) => Promise<Result>): Promise<Result> {
    const logger = createLogger({ service: 'control', level: 'fatal' })
    const kafka = createKafka({ clientId: 'control', brokers: endpoints().kafka, logger })
    try {
      return await work(kafka)
    } finally {
      await kafka.close()
    }
  }

  return {
    duplicate: orderId =>
      withKafka(async kafka => {
        const record = await newestEvent(kafka, orderId)
        if (record === undefined) {
          const whose = orderId === undefined ? 'is no event yet' : `is no recent event of order ${orderId}`
          throw new HttpProblem({ status: 404, detail: `There ${whose}.` })
        }
        await send(kafka, { ...record, headers: headersOf(record) })
        return { type: String(record.headers.ce_type), topic: record.topic }
      }),

    poison: service =>
      withKafka(async kafka => {
        const topic = topicReadBy(service)
        const contract = allContracts.find(each => each.topic === topic)
        const key = `poison-${randomUUID()}`
        const { headers } = messageOf(contract?.type ?? 'OrderCreated', key)
        // No event of any type has so little.
        await send(kafka, { topic, key, value: Buffer.from('{"poison":true}'), headers })
        return { topic }
      }),

    async redrive() {
      const deadLetters = openDeadLetters(endpoints())
      try {
        const reader = await deadLetters.reader()
        const pages = pagesOfDeadLetters({ reader, services, matches: matcher({}, new Date()), limit: 200 })
        const results: RedriveResult[] = []
        for await (const result of sendBack(deadLetters, pages, { by: 'the live page' })) results.push(result)
        return totalsOf(results)
      } finally {
        await deadLetters.close()
      }
    },
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
async function newestEvent(kafka: Kafka, orderId: string | undefined): Promise<KafkaRecord | undefined> {
  const topics = allContracts.filter(({ key }) => key === 'orderId').map(({ topic }) => topic)
  const reader = await kafka.reader()
  try {
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
          if (orderId !== undefined && String(record.key) !== orderId) continue
          if (Number(record.timestamp) >= Number(newest?.timestamp ?? 0)) newest = record
        }
      }
    }
    return newest
  } finally {
    await reader.close()
  }
}

const headersOf = ({ headers }: KafkaRecord): OutgoingRecord['headers'] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

async function send(kafka: Kafka, record: Omit<OutgoingRecord, 'partition'>): Promise<void> {
  const partitions = (await kafka.partitionCounts([record.topic])).get(record.topic) ?? 1
  const { topic, key, value, headers } = record
  const partition = kafka.partitionOf(key ?? '', partitions)
  const producer = await kafka.producer()
  try {
    const acknowledged = await producer.send([{ topic, partition, key, value, headers }])
    if (acknowledged.has(`${topic}/${partition}`)) return
    throw new HttpProblem({ status: 503, detail: 'The broker did not acknowledge the message.' })
  } finally {
    await producer.close()
  }
}
