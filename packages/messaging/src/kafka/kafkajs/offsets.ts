import type { Kafka as KafkaJs } from 'kafkajs'
import { backoff, delay, settledWithin, within } from '../../timing/bounded.ts'
import { behind } from '../behind.ts'
import type { PartitionDepth, PartitionLag } from '../port.ts'
import { type Cluster, clusterOf, type PartitionOffsets, type Partitions } from './cluster.ts'
import { unavailable } from './unavailable.ts'

/** For a question with all its repetitions. */
const answerWithinMs = 5_000
const disconnectWithinMs = 3_000
/** Records of open transactions count too: behind one that hangs, a group does not get on. */
const readUncommitted = 0
const groupCoordinator = 0

export interface Offsets {
  lag(groupId: string, topics: readonly string[]): Promise<PartitionLag[]>
  depths(topics: readonly string[]): Promise<PartitionDepth[]>
  /** Never hangs. */
  close(): Promise<void>
}

/** A connection, and what it has learnt of the brokers. */
interface Opened {
  readonly cluster: Cluster
  /** Topics that exist. */
  readonly topics: Set<string>
  /** Group → its coordinator's node id. */
  readonly coordinators: Map<string, string>
}

/**
 * Asks the brokers where topics begin and end and how far groups are, over one connection for all who ask. A question
 * costs one request for each group and two for each leader, however many topics it is about; the admin client's
 * own calls take two for each topic and leader. Anything unexpected, such as a leader that moved or a coordinator that
 * is loading, closes the connection, and the question is asked again on a new one while its time lasts.
 */
export function createOffsets(client: KafkaJs): Offsets {
  let opened: Promise<Opened> | undefined

  async function open(): Promise<Opened> {
    const cluster = clusterOf(client, { isolationLevel: readUncommitted, metadataMaxAge: 60_000 })
    try {
      await cluster.connect()
    } catch (error) {
      void settledWithin(disconnectWithinMs, cluster.disconnect())
      throw error
    }
    return { cluster, topics: new Set(), coordinators: new Map() }
  }

  async function discard(old: Promise<Opened> | undefined) {
    if (old === opened) opened = undefined
    await settledWithin(
      disconnectWithinMs,
      Promise.resolve(old).then(o => o?.cluster.disconnect()),
    )
  }

  async function ask<Answer>(question: (opened: Opened) => Promise<Answer>): Promise<Answer> {
    const deadline = Date.now() + answerWithinMs
    for (let failures = 0; ; failures++) {
      opened ??= open()
      const current = opened
      try {
        return await within(deadline - Date.now(), current.then(question))
      } catch (error) {
        void discard(current)
        const pauseMs = backoff(failures, 50, 500)
        const failure = unavailable(error)
        if (failure.code === 'KAFKA_ACCESS_DENIED' || Date.now() + pauseMs > deadline) throw failure
        await delay(pauseMs)
      }
    }
  }

  return {
    lag: (groupId, topics) =>
      ask(async current => {
        const places = await existing(current, topics)
        // Asked for before the ends, a committed offset is beyond them only if the topic is not the one it was.
        const committed = await committedBy(current, groupId, places)
        return (await boundsOf(current, places)).map(({ topic, partition, start, end }) => {
          const offset = committed.get(`${topic}/${partition}`) ?? -1
          return { topic, partition, end, committed: offset, lag: behind(offset, start, end) }
        })
      }),
    depths: topics =>
      ask(async current => {
        const bounds = await boundsOf(current, await existing(current, topics))
        return bounds.map(bound => ({ ...bound, depth: Math.max(0, bound.end - bound.start) }))
      }),
    close: () => discard(opened),
  }
}

/** The partitions of those topics that exist. */
async function existing({ cluster, topics }: Opened, wanted: readonly string[]): Promise<Partitions[]> {
  await cluster.refreshMetadataIfNecessary()
  if (wanted.some(topic => !topics.has(topic))) {
    const { topicMetadata } = await cluster.metadata({ topics: [] })
    const found = topicMetadata.map(({ topic }) => topic).filter(topic => wanted.includes(topic))
    await cluster.addMultipleTargetTopics(found)
    for (const topic of found) topics.add(topic)
  }
  return wanted
    .filter(topic => topics.has(topic))
    .map(topic => {
      const partitions = cluster.findTopicPartitionMetadata(topic)
      // Better no answer than one that leaves it out: metadata may have been asked for just before it was added.
      if (partitions.length === 0) throw new Error(`nothing is known of ${topic}`)
      return { topic, partitions: partitions.map(({ partitionId }) => ({ partition: partitionId })) }
    })
}

/** `topic/partition` → the group's committed offset; −1 if it has none. */
async function committedBy(
  { cluster, coordinators }: Opened,
  groupId: string,
  places: Partitions[],
): Promise<Map<string, number>> {
  let nodeId = coordinators.get(groupId)
  if (nodeId === undefined) {
    const found = await cluster.findGroupCoordinatorMetadata({ groupId, coordinatorType: groupCoordinator })
    nodeId = String(found.coordinator.nodeId)
    coordinators.set(groupId, nodeId)
  }
  const coordinator = await cluster.findBroker({ nodeId })
  return byPlace((await coordinator.offsetFetch({ groupId, topics: places })).responses)
}

/** Where each partition begins and ends, in order of topic and partition. */
async function boundsOf({ cluster }: Opened, places: Partitions[]) {
  const at = (fromBeginning: boolean) =>
    cluster.fetchTopicsOffset(places.map(place => ({ ...place, fromBeginning }))).then(byPlace)
  const [starts, ends] = await Promise.all([at(true), at(false)])
  return places
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition }) => {
        const place = `${topic}/${partition}`
        return { topic, partition, start: starts.get(place) ?? 0, end: ends.get(place) ?? 0 }
      }),
    )
    .sort((a, b) => Number(a.topic > b.topic) - Number(a.topic < b.topic) || a.partition - b.partition)
}

const byPlace = (offsets: readonly PartitionOffsets[]) =>
  new Map(
    offsets.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }): [string, number] => [`${topic}/${partition}`, Number(offset)]),
    ),
  )
