import { askForEach } from './ask.ts'
import { loadClient } from './client.ts'
import type { Cluster, Leaders } from './cluster.ts'
import { Refused } from './refusal-of.ts'

export interface Place {
  readonly topic: string
  readonly partition: number
}

/** In Kafka's numbers: the first offset that is there, and the one behind the last. */
export const first = -2n
export const end = -1n

export const keyOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

export const placesOf = (topics: ReadonlyMap<string, Leaders>): Place[] =>
  [...topics].flatMap(([topic, leaders]) => [...leaders.keys()].map(partition => ({ topic, partition })))

/** Groups places by who leads them. @throws Refused `LEADER_NOT_AVAILABLE` if nobody does */
export function byLeader<Of extends Place>(
  places: readonly Of[],
  topics: ReadonlyMap<string, Leaders>,
): Map<number, Of[]> {
  return Map.groupBy(places, place => {
    const leader = topics.get(place.topic)?.[place.partition]
    if (leader === undefined) throw new Refused(5, keyOf(place))
    return leader
  })
}

/** Groups places by topic, as requests want them. */
export const byTopic = <Of extends Place>(places: readonly Of[]): [topic: string, places: Of[]][] => [
  ...Map.groupBy(places, ({ topic }) => topic),
]

/**
 * `topic/partition` → an offset of each place, asked of all leaders at once.
 *
 * @param at `first` or `end`
 * @param isolation 0 with open transactions, 1 without
 */
export async function offsetsAt(
  cluster: Cluster,
  topics: ReadonlyMap<string, Leaders>,
  places: readonly Place[],
  at: bigint,
  isolation: 0 | 1,
): Promise<Map<string, bigint>> {
  const { listOffsetsV7 } = loadClient()
  const answers = await Promise.all(
    [...byLeader(places, topics)].map(async ([leader, of]) => {
      const asked = byTopic(of).map(([name, some]) => ({
        name,
        partitions: some.map(({ partition }) => ({
          partitionIndex: partition,
          currentLeaderEpoch: -1,
          timestamp: at,
        })),
      }))
      return await askForEach(await cluster.to(leader), listOffsetsV7.api, -1, isolation, asked)
    }),
  )
  const offsets = new Map<string, bigint>()
  for (const { topics } of answers) {
    for (const { name, partitions } of topics) {
      for (const { partitionIndex, errorCode, offset } of partitions) {
        const key = keyOf({ topic: name, partition: partitionIndex })
        if (errorCode !== 0) throw new Refused(errorCode, key)
        offsets.set(key, offset)
      }
    }
  }
  return offsets
}

/** `topic/partition` → where a group goes on; only places where it has committed. */
export async function committedBy(
  cluster: Cluster,
  groupId: string,
  places: readonly Place[],
): Promise<Map<string, bigint>> {
  const { offsetFetchV8 } = loadClient()
  const topics = byTopic(places).map(([name, of]) => ({
    name,
    partitionIndexes: of.map(({ partition }) => partition),
  }))
  const asked = [{ groupId, memberId: null, memberEpoch: -1, topics }]
  const { groups } = await askForEach(await cluster.coordinator(groupId), offsetFetchV8.api, asked, false)
  const offsets = new Map<string, bigint>()
  for (const { errorCode, topics } of groups) {
    if (errorCode !== 0) throw new Refused(errorCode, `group ${groupId}`)
    for (const { name, partitions } of topics) {
      for (const { partitionIndex, errorCode, committedOffset } of partitions) {
        const key = keyOf({ topic: name, partition: partitionIndex })
        if (errorCode !== 0) throw new Refused(errorCode, key)
        if (committedOffset >= 0n) offsets.set(key, committedOffset)
      }
    }
  }
  return offsets
}
