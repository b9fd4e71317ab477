import type { Logger } from 'pino'
import { describe } from '../../errors.ts'

/** What is delivered again after a crash, beyond what was in hand; each commit writes as many records as partitions have moved. */
const everyMs = 1_000

/** Offsets at which partitions go on, as decimal text. */
export interface OffsetsByTopicPartition {
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
  }[]
}

export interface CommitsOffsets {
  commitOffsets(offsets: { topic: string; partition: number; offset: string }[]): Promise<void>
}

export interface Committer {
  /**
   * Commits within a second what is then done and not committed yet. `uncommitted` is the client's account of that, of
   * all partitions that this member has at that moment; kafkajs', asked for after each batch, cost as much as the batch.
   */
  commit(uncommitted: () => OffsetsByTopicPartition): void
  /** Keeps the partition's committed offset at or below this one until `settled` resolves; for good, if it rejects. */
  hold(topic: string, partition: number, offset: string, settled: Promise<unknown>): void
  /** Commits what is left. */
  flush(): Promise<void>
}

/**
 * Commits offsets once a second instead of once per batch and partition. What is not committed
 * when the process dies is delivered again, and the inbox recognises it.
 */
export function createCommitter(consumer: CommitsOffsets, logger: Logger): Committer {
  const held = new Map<string, bigint[]>()
  let last: (() => OffsetsByTopicPartition) | undefined
  let read: (() => OffsetsByTopicPartition) | undefined
  let timer: NodeJS.Timeout | undefined

  async function flush() {
    clearTimeout(timer)
    timer = undefined
    const uncommitted = read
    read = undefined
    if (uncommitted === undefined) return
    try {
      const offsets = uncommitted().topics.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => ({
          topic,
          partition,
          offset: upTo(topic, partition, offset),
        })),
      )
      if (offsets.length > 0) await consumer.commitOffsets(offsets)
    } catch (error) {
      // The group rebalances or the coordinator moves: the offsets come with the next commit or not at all.
      logger.debug({ reason: describe(error) }, 'offsets were not committed')
    }
  }

  /** The offset, or the lowest of those that are held. */
  function upTo(topic: string, partition: number, offset: string): string {
    let lowest = BigInt(offset)
    for (const each of held.get(`${topic}/${partition}`) ?? []) if (each < lowest) lowest = each
    return String(lowest)
  }

  function commit(uncommitted: () => OffsetsByTopicPartition) {
    last = read = uncommitted
    timer ??= setTimeout(() => void flush(), everyMs)
  }

  return {
    commit,
    hold(topic, partition, offset, settled) {
      const key = `${topic}/${partition}`
      const own = BigInt(offset)
      held.set(key, [...(held.get(key) ?? []), own])
      const release = () => {
        const left = (held.get(key) ?? []).toSpliced((held.get(key) ?? []).indexOf(own), 1)
        if (left.length > 0) held.set(key, left)
        else held.delete(key)
        if (last !== undefined) commit(last)
      }
      settled.then(release, () => {})
    },
    flush,
  }
}
