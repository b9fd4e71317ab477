import type { Kafka as KafkaJs } from 'kafkajs'
import { MessagingError } from '../../errors.ts'
import { backoff, delay, settledWithin } from '../../timing/bounded.ts'
import { nextTurn } from '../../timing/turns.ts'
import type { PartitionRange, Reader } from '../port.ts'
import { clusterOf } from './cluster.ts'
import { committed, type Fetched, nextOffset, recordOf, within } from './fetched.ts'
import { refusalOf } from './refusal-of.ts'
import { unavailable } from './unavailable.ts'

const giveUpAfterMs = 30_000
const maxBytes = 1_048_576
/** Records that are handed on at once; small ones come by the million. */
const portion = 5_000
const readCommitted = 1
const isOurs = (topic: string) => !topic.startsWith('__')

/** A reader on the connections that kafkajs' consumers fetch with, without their group. */
export async function connectReader(client: KafkaJs): Promise<Reader> {
  const cluster = clusterOf(client, { isolationLevel: readCommitted, metadataMaxAge: 10_000 })
  const admin = client.admin()
  const close = async () => {
    await Promise.all([cluster, admin].map(part => settledWithin(3_000, part.disconnect())))
  }
  await Promise.all([cluster.connect(), admin.connect()]).catch(async error => {
    await close()
    throw unavailable(error)
  })

  /** Tries again while the broker is away; whoever succeeds meanwhile starts the time anew. */
  async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    const deadline = Date.now() + giveUpAfterMs
    for (let failures = 0; ; failures++) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof MessagingError) throw error
        const failure = unavailable(error)
        if (failure.code === 'KAFKA_ACCESS_DENIED' || Date.now() > deadline) throw failure
      }
      await delay(backoff(failures, 50, 1_000))
      await cluster.refreshMetadata().catch(() => {})
    }
  }

  async function fetch({ topic, partition, from }: PartitionRange): Promise<Fetched | undefined> {
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
    const broker = await cluster.findBroker({ nodeId: String(nodeId) })
    const partitions = [{ partition, fetchOffset: String(from), maxBytes }]
    const request = { maxWaitTime: 500, minBytes: 1, maxBytes, isolationLevel: readCommitted }
    try {
      const { responses } = await broker.fetch({ ...request, topics: [{ topic, partitions }] })
      return responses[0]?.partitions[0]
    } catch (error) {
      if (refusalOf(error)?.name !== 'OFFSET_OUT_OF_RANGE') throw error
      const sentence = `The broker has deleted records of ${topic}/${partition} while they were read. Try again.`
      throw new MessagingError('RANGE_DELETED', sentence, error)
    }
  }

  return {
    close,
    async ranges(wanted) {
      return await patiently(async () => {
        const existing = await admin.listTopics()
        const asked = wanted === undefined ? isOurs : (topic: string) => wanted.includes(topic)
        const topics = existing.filter(asked).sort()
        if (topics.length === 0) return []
        await cluster.addMultipleTargetTopics(topics)
        const places = topics.map(topic => ({
          topic,
          partitions: cluster
            .findTopicPartitionMetadata(topic)
            .map(({ partitionId }) => ({ partition: partitionId })),
        }))
        const at = async (fromBeginning: boolean) => {
          const answers = await cluster.fetchTopicsOffset(places.map(one => ({ ...one, fromBeginning })))
          return answers.flatMap(({ topic, partitions }) => partitions.map(each => ({ topic, ...each })))
        }
        const ends = new Map((await at(false)).map(end => [`${end.topic}/${end.partition}`, end.offset]))
        return (await at(true))
          .map(({ topic, partition, offset }) => {
            const to = BigInt(ends.get(`${topic}/${partition}`) as string)
            return { topic, partition, from: BigInt(offset) > to ? to : BigInt(offset), to }
          })
          .sort((a, b) => Number(a.topic > b.topic) - Number(a.topic < b.topic) || a.partition - b.partition)
      })
    },
    async *read(range) {
      await patiently(() => cluster.addMultipleTargetTopics([range.topic]))
      let stalledAt = Date.now() + giveUpAfterMs
      for (let from = range.from; from < range.to; ) {
        const fetched = await patiently(() => fetch({ ...range, from }))
        // A broker that throttles says nothing; a new leader may not know yet how far it may let others read.
        const goOn = fetched === undefined ? from : nextOffset(fetched, from)
        if (fetched === undefined || goOn === from) {
          if (Date.now() > stalledAt)
            throw unavailable(new Error(`nothing of ${range.topic}/${range.partition} comes`))
          continue
        }
        const records = committed({ ...fetched, messages: within(fetched.messages, from) })
        for (let n = 0; n < records.length; n += portion) {
          const some = records.slice(n, n + portion).filter(({ offset }) => BigInt(offset) < range.to)
          if (some.length > 0) yield some.map(message => recordOf(range.topic, range.partition, message))
          await nextTurn()
        }
        from = goOn
        stalledAt = Date.now() + giveUpAfterMs
      }
    },
  }
}
