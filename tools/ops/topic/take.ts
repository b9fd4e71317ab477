import { access } from 'node:fs/promises'
import type { Kafka, PartitionRange } from '@orderflow/messaging/kafka'
import { ServiceError } from '@orderflow/service-kit'
import type { SnapshotTopic } from './format.ts'
import { createSnapshotWriter } from './writer.ts'

export interface TakeOptions {
  readonly kafka: Kafka
  /** All but Kafka's own unless told. */
  readonly topics?: readonly string[]
  readonly file: string
  readonly signal?: AbortSignal
  /** Told of the records read so far. */
  readonly onProgress?: (records: number, topic: string) => void
}

export interface Taken {
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: number
    readonly records: number
  }[]
  readonly records: number
  /** Of the file, and of its records before compression. */
  readonly bytes: number
  readonly rawBytes: number
  /** Batches that cannot be decoded, by their offsets: they are not in the file. */
  readonly undecodable: readonly string[]
}

/**
 * Writes all that the topics hold at this moment into a file: each partition from its first offset to the end that
 * it had when the snapshot began. Topics one after another, the partitions of a topic side by side. It belongs to
 * no consumer group. The file is there when it is whole, or not at all.
 *
 * @throws ServiceError `SNAPSHOT_EXISTS`, `TOPICS_MISSING`
 */
export async function takeSnapshot(options: TakeOptions): Promise<Taken> {
  const { kafka, file, signal, onProgress } = options
  await access(file).then(
    () => {
      throw new ServiceError('SNAPSHOT_EXISTS', `${file} exists: name another file, or remove it first.`)
    },
    () => {},
  )
  const reader = await kafka.reader()
  try {
    const byTopic = Map.groupBy(await reader.ranges(options.topics), ({ topic }) => topic)
    refuseMissing((options.topics ?? []).filter(topic => !byTopic.has(topic)))
    const writer = await createSnapshotWriter(file, [...byTopic].map(asTopic), new Date())
    const counts = new Map<string, number>()
    const undecodable: string[] = []
    let [records, place] = [0, 0]

    async function copy(range: PartitionRange, number: number): Promise<void> {
      for await (const read of reader.read(range)) {
        signal?.throwIfAborted()
        const chunk = read.filter(record => record.undecodable === undefined)
        for (const { undecodable: batch, topic, partition, offset } of read) {
          if (batch)
            undecodable.push(`${topic}/${partition}/${batch.firstOffset} to ${offset}: ${batch.reason}`)
        }
        await writer.add(number, chunk)
        records += chunk.length
        counts.set(range.topic, (counts.get(range.topic) ?? 0) + chunk.length)
        onProgress?.(records, range.topic)
      }
    }

    try {
      for (const ranges of byTopic.values()) {
        const first = place
        place += ranges.length
        await allOf(ranges.map((range, i) => copy(range, first + i)))
      }
      const { bytes, rawBytes } = await writer.finish()
      const topics = [...byTopic].map(([topic, { length }]) => {
        return { topic, partitions: length, records: counts.get(topic) ?? 0 }
      })
      return { topics, records, bytes, rawBytes, undecodable }
    } catch (error) {
      await writer.abandon()
      throw error
    }
  } finally {
    await reader.close()
  }
}

/** Waits for all, also when one fails: none goes on behind the caller's back. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

const asTopic = ([topic, ranges]: [string, PartitionRange[]]): SnapshotTopic => ({
  topic,
  partitions: ranges.map(({ partition, from, to }) => ({ partition, from: String(from), to: String(to) })),
})

function refuseMissing(missing: readonly string[]): void {
  if (missing.length === 0) return
  throw new ServiceError('TOPICS_MISSING', `There is no topic ${missing.join(', ')}: look at their names.`)
}
