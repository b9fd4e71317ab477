import { backoff, delay, within } from '../../timing/bounded.ts'
import { behind } from '../behind.ts'
import type { EndsReader } from '../consumer/watch-progress.ts'
import type { PartitionDepth, PartitionLag } from '../port.ts'
import { type Cluster, type ClusterOptions, createCluster } from './cluster.ts'
import { committedBy, end, first, keyOf, offsetsAt, placesOf } from './places.ts'
import { unavailable } from './refusal-of.ts'

/** For a question with all its repetitions. */
const answerWithinMs = 5_000
/** Records of open transactions count too: behind one that hangs, a group does not get on. */
const readUncommitted = 0

/** One connection for all who ask, and a new one after each question that failed. */
export function createAsking(options: ClusterOptions) {
  let current: Cluster | undefined

  return {
    /** Asks again while its time lasts. @throws MessagingError `KAFKA_UNAVAILABLE`, `KAFKA_ACCESS_DENIED` */
    async ask<Result>(question: (cluster: Cluster) => Promise<Result>): Promise<Result> {
      const deadline = Date.now() + answerWithinMs
      for (let failures = 0; ; failures++) {
        current ??= createCluster(options)
        const asked = current
        try {
          return await within(Math.max(1, deadline - Date.now()), question(asked))
        } catch (error) {
          if (current === asked) current = undefined
          void asked.close()
          const pauseMs = backoff(failures, 50, 500)
          const failure = unavailable(error)
          if (failure.code === 'KAFKA_ACCESS_DENIED' || Date.now() + pauseMs > deadline) throw failure
          await delay(pauseMs)
        }
      }
    },
    /** Asks once, of whoever answers. What the question itself throws in our words stays as it is. */
    async once<Result>(question: (cluster: Cluster) => Promise<Result>): Promise<Result> {
      current ??= createCluster(options)
      const asked = current
      try {
        return await question(asked)
      } catch (error) {
        if (current === asked) current = undefined
        void asked.close()
        throw error
      }
    },
    async close() {
      const old = current
      current = undefined
      await old?.close()
    },
  }
}

export type Asking = ReturnType<typeof createAsking>

/** How far groups are, and where partitions begin and end: a request for each group and two for each leader. */
export function createOffsets({ ask }: Asking) {
  return {
    lag: (groupId: string, topics: readonly string[]): Promise<PartitionLag[]> =>
      ask(async cluster => {
        const { places, leaders } = await existing(cluster, topics)
        // Asked for before the ends, a committed offset is beyond them only if the topic is not the one it was.
        const committed = await committedBy(cluster, groupId, places)
        return (await boundsOf(cluster, leaders)).map(({ topic, partition, start, end }) => {
          const offset = Number(committed.get(keyOf({ topic, partition })) ?? -1n)
          return { topic, partition, end, committed: offset, lag: behind(offset, start, end) }
        })
      }),
    depths: (topics: readonly string[]): Promise<PartitionDepth[]> =>
      ask(async cluster => {
        const { leaders } = await existing(cluster, topics)
        const bounds = await boundsOf(cluster, leaders)
        return bounds.map(bound => ({ ...bound, depth: Math.max(0, bound.end - bound.start) }))
      }),
  }
}

/** The same for the watch over a consumer, over a connection of its own. */
export function createEndsReader(options: ClusterOptions, groupId: string): EndsReader {
  const asking = createAsking(options)
  return {
    read: topics =>
      asking.once(async cluster => {
        const { places, leaders } = await existing(cluster, topics)
        const committed = await committedBy(cluster, groupId, places)
        return (await boundsOf(cluster, leaders)).map(({ topic, partition, start, end }) => ({
          topic,
          partition,
          committed: Number(committed.get(keyOf({ topic, partition })) ?? -1n),
          low: start,
          high: end,
        }))
      }),
    close: asking.close,
  }
}

async function existing(cluster: Cluster, topics: readonly string[]) {
  const leaders = await cluster.topics(topics)
  return { leaders, places: placesOf(leaders) }
}

/** Where each partition begins and ends, in order of topic and partition. */
async function boundsOf(cluster: Cluster, leaders: Awaited<ReturnType<Cluster['topics']>>) {
  const places = placesOf(leaders)
  const at = (offset: bigint) => offsetsAt(cluster, leaders, places, offset, readUncommitted)
  const [starts, ends] = await Promise.all([at(first), at(end)])
  return places
    .map(place => {
      const [start, end] = [starts, ends].map(of => Number(of.get(keyOf(place)) ?? 0n)) as [number, number]
      return { ...place, start, end }
    })
    .sort((a, b) => Number(a.topic > b.topic) - Number(a.topic < b.topic) || a.partition - b.partition)
}
