import type { PartitionRange, Reader } from '../port.ts'
import { readerOf } from '../reader.ts'
import { type ClusterOptions, createCluster, type Leaders } from './cluster.ts'
import { fetchFrom } from './fetch.ts'
import { byLeader, end, first, keyOf, offsetsAt, placesOf } from './places.ts'
import { Refused, refusalOf, unavailable } from './refusal-of.ts'

/** Compressed; what they become is some seven times as much. */
const maxBytes = 512 * 1024
const limits = { maxWaitMs: 500, maxBytes, partitionMaxBytes: maxBytes }
const readCommitted = 1

/** A reader on connections of its own. */
export async function connectReader(options: ClusterOptions): Promise<Reader> {
  const cluster = createCluster(options)
  const leaders = new Map<string, Leaders>()
  const learn = async (topics: readonly string[]) => {
    for (const [topic, of] of await cluster.topics(topics)) leaders.set(topic, of)
  }
  try {
    await cluster.any()
  } catch (error) {
    await cluster.close()
    throw unavailable(error)
  }
  return readerOf({
    topics: async () => [...(await cluster.topics()).keys()],
    async bounds(topics) {
      const found = await cluster.topics(topics)
      const places = placesOf(found)
      const at = (offset: bigint) => offsetsAt(cluster, found, places, offset, readCommitted)
      const [starts, ends] = await Promise.all([at(first), at(end)])
      return places.map((place): PartitionRange => {
        const to = ends.get(keyOf(place)) ?? 0n
        const from = starts.get(keyOf(place)) ?? 0n
        return { ...place, from: from > to ? to : from, to }
      })
    },
    prepare: topic => learn([topic]),
    async fetch(topic, partition, from) {
      const [leader] = [...byLeader([{ topic, partition }], leaders).keys()] as [number]
      const [part] = await fetchFrom(await cluster.to(leader), [{ topic, partition, from }], limits)
      if (part !== undefined && part.code !== 0) throw new Refused(part.code, keyOf(part))
      return await part?.records()
    },
    refresh: () => learn([...leaders.keys()]),
    isDeleted: error => refusalOf(error)?.name === 'OFFSET_OUT_OF_RANGE',
    unavailable,
    close: cluster.close,
  })
}
