import type { Consumer, OffsetsByTopicPartition } from 'kafkajs'
import type { Logger } from 'pino'
import { describe } from '../errors.ts'

const everyMs = 250

export interface Committer {
  /** Takes all offsets resolved so far; they are committed within 250 ms. */
  commit(offsets: OffsetsByTopicPartition): void
  /** Commits what is left. */
  flush(): Promise<void>
}

/**
 * Commits offsets a few times a second instead of once per batch and partition. What is not committed
 * when the process dies is delivered again, and the inbox recognises it.
 */
export function createCommitter(consumer: Consumer, logger: Logger): Committer {
  let latest: OffsetsByTopicPartition | undefined
  let timer: NodeJS.Timeout | undefined

  async function flush() {
    clearTimeout(timer)
    timer = undefined
    const offsets = latest
    latest = undefined
    if (offsets === undefined) return
    const flat = offsets.topics.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, offset })),
    )
    try {
      await consumer.commitOffsets(flat)
    } catch (error) {
      // The group rebalances or the coordinator moves: the offsets come with the next commit or not at all.
      logger.debug({ reason: describe(error) }, 'offsets were not committed')
    }
  }

  return {
    commit(offsets) {
      latest = offsets
      timer ??= setTimeout(() => void flush(), everyMs)
    },
    flush,
  }
}
