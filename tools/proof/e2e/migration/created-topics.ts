import { createKafka } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { eventually } from '../shop.ts'

const topics = ['order.created.v1', 'order.created.v2']

/**
 * Order id → where its OrderCreated lies: a topic, or `a = b` where it lies on two with the same event id and
 * `a / b` where the ids differ. Reads both topics to their end, which is where a fence of each partition is.
 */
export async function createdTopics(brokers: readonly string[]): Promise<Map<string, string>> {
  const kafka = createKafka({
    clientId: 'observer',
    brokers,
    logger: createLogger({ service: 'observer', level: 'fatal' }),
  })
  const ids = new Map<string, Map<string, string>>()
  let fences = 0
  const consumer = kafka.consume({
    groupId: 'observer',
    topics,
    chunkSize: 1_000,
    async onRecords(records) {
      for (const { topic, key, headers } of records) {
        if (headers.fence !== undefined) fences++
        else {
          const orderId = String(key)
          ids.set(orderId, (ids.get(orderId) ?? new Map()).set(topic, String(headers.ce_id)))
        }
      }
      return true
    },
  })
  try {
    const counts = await kafka.partitionCounts(topics)
    const ends = [...counts].flatMap(([topic, count]) =>
      Array.from({ length: count }, (_, partition) => {
        return { topic, partition, key: 'fence', value: null, headers: { fence: 'end' } }
      }),
    )
    const producer = await kafka.producer()
    await producer.send(ends)
    await producer.close()
    await eventually(
      async () => fences,
      seen => seen === ends.length,
    )
  } finally {
    await consumer.stop()
    await kafka.close()
  }
  return new Map([...ids].map(([orderId, byTopic]) => [orderId, describe(byTopic)]))
}

function describe(byTopic: ReadonlyMap<string, string>): string {
  const same = new Set(byTopic.values()).size === 1
  return [...byTopic.keys()].sort().join(same ? ' = ' : ' / ')
}
