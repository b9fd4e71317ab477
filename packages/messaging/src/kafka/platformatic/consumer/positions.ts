import type { OffsetsByTopicPartition } from '../../consumer/committer.ts'
import { byTopic, keyOf, type Place } from '../places.ts'

interface Standing extends Place {
  /** Where the next fetch goes on. */
  from: bigint
  /** Where the group would go on by what is done; undefined while nothing is. */
  done?: string
  /** What was committed last of that. */
  committed?: string
}

/** Where a member stands on each of its partitions, between two rebalances. */
export interface Positions {
  readonly all: readonly Place[]
  from(place: Place): bigint
  goOnAt(place: Place, from: bigint): void
  /** What lies before this offset is done. */
  done(place: Place, offset: string): void
  committed(offsets: readonly (Place & { offset: string })[]): void
  /** What is done and not committed. */
  uncommitted(): OffsetsByTopicPartition
}

export function createPositions(places: readonly (Place & { from: bigint })[]): Positions {
  const standings = new Map(places.map(place => [keyOf(place), { ...place } as Standing]))
  const at = (place: Place) => standings.get(keyOf(place)) as Standing
  return {
    all: places,
    from: place => at(place).from,
    goOnAt(place, from) {
      at(place).from = from
    },
    done(place, offset) {
      at(place).done = offset
    },
    committed(offsets) {
      for (const place of offsets) at(place).committed = place.offset
    },
    uncommitted() {
      const left = [...standings.values()].filter(({ done, committed }) => done !== committed)
      const topics = byTopic(left).map(([topic, of]) => ({
        topic,
        partitions: of.map(({ partition, done }) => ({ partition, offset: done as string })),
      }))
      return { topics }
    },
  }
}
