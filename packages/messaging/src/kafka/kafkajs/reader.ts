import type { Kafka as KafkaJs } from 'kafkajs'
import { settledWithin } from '../../timing/bounded.ts'
import type { Reader } from '../port.ts'
import { readerOf } from '../reader.ts'
import { clusterOf } from './cluster.ts'
import { refusalOf } from './refusal-of.ts'
import { unavailable } from './unavailable.ts'

/** Compressed; what they become is some seven times as much. */
const maxBytes = 512 * 1024
const readCommitted = 1

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
  return readerOf({
    topics: () => admin.listTopics(),
    async bounds(topics) {
      await cluster.addMultipleTargetTopics([...topics])
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
      return (await at(true)).map(({ topic, partition, offset }) => {
        const to = BigInt(ends.get(`${topic}/${partition}`) as string)
        return { topic, partition, from: BigInt(offset) > to ? to : BigInt(offset), to }
      })
    },
    prepare: topic => cluster.addMultipleTargetTopics([topic]),
    async fetch(topic, partition, from) {
      const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
      const broker = await cluster.findBroker({ nodeId: String(nodeId) })
      const partitions = [{ partition, fetchOffset: String(from), maxBytes }]
      const request = { maxWaitTime: 500, minBytes: 1, maxBytes, isolationLevel: readCommitted }
      const { responses } = await broker.fetch({ ...request, topics: [{ topic, partitions }] })
      return responses[0]?.partitions[0]
    },
    refresh: () => cluster.refreshMetadata(),
    isDeleted: error => refusalOf(error)?.name === 'OFFSET_OUT_OF_RANGE',
    unavailable,
    close,
  })
}
