import type { Consumer, OffsetsByTopicPartition } from 'kafkajs'
import type { Logger } from 'pino'
import { describe } from '../errors.ts'

const everyMs = 250

export interface Committer {
  /**
   * Commits within 250 ms what is then done and not committed yet. `uncommitted` is kafkajs' own account of that, of
   * all partitions that this member has at that moment; asked for after each batch, it cost as much as the batch.
   */
  commit(uncommitted: () => OffsetsByTopicPartition): void
  /** Commits what is left. */
  flush(): Promise<void>
}

/**
 * Commits offsets a few times a second instead of once per batch and partition. What is not committed
 * when the process dies is delivered again, and the inbox recognises it.
 */
export function createCommitter(consumer: Consumer, logger: Logger): Committer {
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
        partitions.map(({ partition, offset }) => ({ topic, partition, offset })),
      )
      if (offsets.length > 0) await consumer.commitOffsets(offsets)
    } catch (error) {
      // The group rebalances or the coordinator moves: the offsets come with the next commit or not at all.
      logger.debug({ reason: describe(error) }, 'offsets were not committed')
    }
  }

  return {
    commit(uncommitted) {
      read = uncommitted
      timer ??= setTimeout(() => void flush(), everyMs)
    },
    flush,
  }
}
