import type { Admin, Kafka as KafkaJs } from 'kafkajs'
import { settledWithin } from '../../../timing/bounded.ts'
import type { EndsReader } from '../../consumer/watch-progress.ts'

const disconnectWithinMs = 3_000

/** Asks the brokers over a connection of its own: what it says does not depend on the consumer that it watches. */
export function createEndsReader(client: KafkaJs, groupId: string): EndsReader {
  let admin: Promise<Admin> | undefined

  async function connect() {
    const connecting = client.admin()
    await connecting.connect()
    return connecting
  }

  async function close() {
    const current = admin
    admin = undefined
    await settledWithin(
      disconnectWithinMs,
      Promise.resolve(current).then(a => a?.disconnect()),
    )
  }

  return {
    async read(topics) {
      try {
        admin ??= connect()
        const connected = await admin
        const committed = new Map<string, number>()
        for (const { topic, partitions } of await connected.fetchOffsets({ groupId, topics: [...topics] })) {
          for (const { partition, offset } of partitions)
            committed.set(`${topic}/${partition}`, Number(offset))
        }
        const ends = await Promise.allSettled(
          topics.map(async topic =>
            (await connected.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
              const known = committed.get(`${topic}/${partition}`) ?? -1
              return { topic, partition, committed: known, low: Number(low), high: Number(high) }
            }),
          ),
        )
        return ends.flatMap(end => (end.status === 'fulfilled' ? end.value : []))
      } catch (error) {
        await close()
        throw error
      }
    },
    close,
  }
}
