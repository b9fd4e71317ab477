import type { OutgoingRecord, Producer } from '../port.ts'
import { type ClusterOptions, createCluster, type Leaders } from './cluster.ts'
import { byLeader } from './places.ts'
import { produceTo, type Stored } from './produce.ts'
import { Refused } from './refusal-of.ts'

const unknownTopic = 3
const topicDenied = 29

/**
 * A producer that can be trusted: not idempotent, no retry, and each broker's own answer says what is stored. The client's own
 * producer is not used: it retries, and batches by a partitioner that does not place keys as Java's does.
 */
export async function connectProducer(options: ClusterOptions): Promise<Producer> {
  const cluster = createCluster(options)
  const leaders = new Map<string, Leaders>()
  try {
    await cluster.any()
  } catch (error) {
    await cluster.close()
    throw error
  }

  async function learn(records: readonly OutgoingRecord[]): Promise<void> {
    const unknown = [...new Set(records.map(({ topic }) => topic))].filter(topic => !leaders.has(topic))
    for (const [topic, of] of await cluster.topics(unknown)) leaders.set(topic, of)
    for (const topic of unknown) {
      if (!leaders.has(topic)) throw new Refused(cluster.denied(topic) ? topicDenied : unknownTopic, topic)
    }
  }

  return {
    async send(records) {
      await learn(records)
      const sends = await Promise.allSettled(
        [...byLeader(records, leaders)].map(async ([leader, of]) => produceTo(await cluster.to(leader), of)),
      )
      const stored = sends.flatMap(send => (send.status === 'fulfilled' ? send.value : []))
      const acknowledged = new Set(
        stored.filter(({ code }) => code === 0).map(({ topic, partition }) => `${topic}/${partition}`),
      )
      const no = stored.find(({ code }) => code !== 0)
      if (no !== undefined) throw refusedBy(no)
      const failed = sends.find(send => send.status === 'rejected')
      if (failed !== undefined && acknowledged.size === 0) throw failed.reason
      return acknowledged
    },
    close: cluster.close,
  }
}

const refusedBy = ({ topic, partition, code, message }: Stored) =>
  message === ''
    ? new Refused(code, `${topic}/${partition}`)
    : new Refused(code, `${topic}/${partition}`, message)
