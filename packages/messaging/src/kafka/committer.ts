import type { Consumer, TopicPartitionOffset } from 'kafkajs'
import type { Logger } from 'pino'
import { describe } from '../errors.ts'

const everyMs = 250

export interface Committer {
  /** Takes the offset of a partition's last record that is done; it is committed within 250 ms. */
  done(topic: string, partition: number, offset: string): void
  /** Commits what is left. */
  flush(): Promise<void>
}

/**
 * Commits offsets a few times a second instead of once per batch and partition. What is not committed
 * when the process dies is delivered again, and the inbox recognises it.
 */
export function createCommitter(consumer: Consumer, logger: Logger): Committer {
  const latest = new Map<string, TopicPartitionOffset>()
  let timer: NodeJS.Timeout | undefined

  async function flush() {
    clearTimeout(timer)
    timer = undefined
    const offsets = [...latest.values()]
    latest.clear()
    if (offsets.length === 0) return
    try {
      await consumer.commitOffsets(offsets)
    } catch (error) {
      // The group rebalances or the coordinator moves: the offsets come with the next commit or not at all.
      logger.debug({ reason: describe(error) }, 'offsets were not committed')
    }
  }

  return {
    done(topic, partition, offset) {
      const next = String(BigInt(offset) + 1n)
      latest.set(`${topic}/${partition}`, { topic, partition, offset: next })
      timer ??= setTimeout(() => void flush(), everyMs)
    },
    flush,
  }
}
