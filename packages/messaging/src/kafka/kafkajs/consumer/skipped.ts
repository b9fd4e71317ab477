import { createRequire } from 'node:module'
import type { SkippedOffsets } from '../../port.ts'
import type { Cluster } from '../cluster.ts'

const require = createRequire(import.meta.url)

type Listener = (memberId: string, skipped: SkippedOffsets) => void

/** Of kafkajs' consumers in this process; each has an id that the broker gave it. */
const listeners = new Set<Listener>()

/** Told what the members of groups in this process have to skip, until the returned function is called. */
export function onSkippedOffsets(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

interface ConsumerGroup {
  readonly memberId: string
  readonly cluster: Pick<Cluster, 'fetchTopicsOffset'>
  readonly offsetManager: { nextOffset(topic: string, partition: number): object }
  recoverFromOffsetOutOfRange(error: { topic: string; partition: number }): Promise<void>
}

/**
 * kafkajs goes on at the first record that there is when the one that it wants is gone, and says neither where it was
 * nor where it goes on. Only that is skipping: what compaction, transactions and their markers leave out of the
 * offsets lies between records that the broker still hands out. A position beyond the end, as of a topic that was made
 * again, skips nothing either.
 */
export function reportSkippedOffsets(): void {
  const group = (
    require('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup & { reports?: true } }
  ).prototype
  if (group.reports) return
  group.reports = true
  const recover = group.recoverFromOffsetOutOfRange
  group.recoverFromOffsetOutOfRange = async function (this: ConsumerGroup, error) {
    const { topic, partition } = error
    const from = Number(String(this.offsetManager.nextOffset(topic, partition)))
    const places = [{ topic, partitions: [{ partition }], fromBeginning: true }]
    // Before the position is given up: if nobody answers, all of this is done again.
    const [start] = await this.cluster.fetchTopicsOffset(places)
    await recover.call(this, error)
    const to = Number(start?.partitions[0]?.offset)
    if (to > from) for (const listener of listeners) listener(this.memberId, { topic, partition, from, to })
  }
}
