import { connectAdmin } from './kafka-admin.ts'

export interface Lag {
  /** Records that the services have not taken in yet, over all of their topics. */
  records(): Promise<number>
  end(): Promise<void>
}

/** A connection to the brokers that tells how far consumer groups are behind. */
export async function openLag(brokers: readonly string[], groups: readonly string[]): Promise<Lag> {
  const admin = await connectAdmin(brokers)
  return {
    async records() {
      const committed = (await Promise.all(groups.map(groupId => admin.fetchOffsets({ groupId })))).flat()
      const topics = [...new Set(committed.map(({ topic }) => topic))]
      const ends = new Map(
        await Promise.all(topics.map(async topic => [topic, await endsOf(topic)] as const)),
      )
      return committed
        .flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => behind(ends.get(topic)?.get(partition), Number(offset))),
        )
        .reduce((sum, records) => sum + records, 0)
    },
    end: () => admin.disconnect(),
  }

  async function endsOf(topic: string): Promise<ReadonlyMap<number, Ends>> {
    const offsets = await admin.fetchTopicOffsets(topic)
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    )
  }
}

/** Offsets of a partition's first record and behind its last one. */
interface Ends {
  readonly low: number
  readonly high: number
}

/** An offset of -1: the group has committed none yet. Read before the ends, an offset is never beyond them. */
const behind = ({ low, high }: Ends = { low: 0, high: 0 }, offset: number): number =>
  high - Math.max(low, offset)
