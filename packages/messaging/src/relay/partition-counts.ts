import type { Logger } from 'pino'
import { countBelievedMs } from '../kafka/partitioner.ts'
import type { Kafka } from '../kafka/port.ts'

export interface PartitionCounts {
  /**
   * Learns the counts of topics that are not known, and all anew where they are older than `countBelievedMs`; returns those that do
   * not exist. Rejects if nobody answers: by an old count nothing is sent.
   */
  load(topics: ReadonlySet<string>): Promise<ReadonlySet<string>>
  /** @returns 0 for a topic that was not loaded, or does not exist */
  of(topic: string): number
  /** Whether some of what is known is older than `countBelievedMs`: it is asked for again before more is sent by it. */
  areOld(): boolean
  /** Asks for it again when it is next needed. */
  forget(topic: string): void
}

/**
 * How many partitions topics have. Topics grow, and are deleted and made again, while services run; a count that is no
 * longer true sends records to partitions that do not exist, leaves new ones unused, or lets records of one key lie on two
 * partitions in turns.
 * @param now milliseconds of a clock that nobody sets
 */
export function createPartitionCounts(
  kafka: Pick<Kafka, 'partitionCounts'>,
  logger: Logger,
  now: () => number = () => performance.now(),
): PartitionCounts {
  const counts = new Map<string, number>()
  /** As they were last seen, to notice a change. */
  const seen = new Map<string, number>()
  /** When all of them were asked for: of what is believed, this is the oldest. */
  let askedAt = now()

  async function ask(topics: readonly string[]) {
    const found = await kafka.partitionCounts(topics)
    for (const topic of topics) {
      const count = found.get(topic)
      if (count === undefined) counts.delete(topic)
      else learn(topic, count)
    }
  }

  function learn(topic: string, count: number) {
    const before = seen.get(topic)
    if (before !== undefined && before !== count) {
      logger.warn(
        { topic, before, now: count },
        'the number of partitions has changed: unless `npm run partitions` did it, events of one key before and after may be read in another order',
      )
    }
    counts.set(topic, count)
    seen.set(topic, count)
  }

  const areOld = () => now() - askedAt > countBelievedMs

  return {
    areOld,
    async load(topics) {
      const isOld = areOld()
      const wanted = [...topics].filter(topic => !counts.has(topic))
      if (isOld) wanted.push(...counts.keys())
      if (wanted.length === 0) return none
      const asking = now()
      await ask(wanted)
      if (isOld) askedAt = asking
      return new Set([...topics].filter(topic => !counts.has(topic)))
    },
    of: topic => counts.get(topic) ?? 0,
    forget: topic => void counts.delete(topic),
  }
}

const none: ReadonlySet<string> = new Set()
