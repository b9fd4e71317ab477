import type { KafkaAddress } from '@orderflow/messaging/kafka'
import type { ClientBase } from 'pg'
import { askBrokers } from './admin.ts'
import type { Findings, Scope } from './types.ts'

/** The records that the dead-letter topics hold and that nobody has sent back; none without brokers to ask. */
export async function deadLetters(scope: Scope): Promise<Findings> {
  const { kafka, deadLetterTopics, allowDeadLetters, databases } = scope
  if (kafka === undefined || kafka.brokers.length === 0) return { checked: 0, violated: 0, found: [] }
  const stored = await storedOn(kafka, deadLetterTopics)
  const redriven = await Promise.all(
    Object.values(databases).map(database => redrivenAmong(database, stored)),
  )
  const counts = [...Map.groupBy(stored, ({ topic }) => topic)].map(([topic, partitions]) => {
    const records = partitions.reduce((sum, { low, high }) => sum + BigInt(high) - BigInt(low), 0n)
    return [topic, redriven.reduce((left, counts) => left - (counts.get(topic) ?? 0n), records)] as const
  })
  const records = counts.reduce((sum, [, count]) => sum + count, 0n)
  const found = counts.flatMap(([subject, count]) => {
    const detail = `holds ${count} dead letters; ${allowDeadLetters} in all were expected at most`
    return count > 0n && records > allowDeadLetters ? [{ subject, detail }] : []
  })
  return { checked: counts.length, violated: found.length, found }
}

/** What a partition holds: the offsets from `low` to before `high`. */
interface Stored {
  readonly topic: string
  readonly partition: number
  readonly low: string
  readonly high: string
}

const storedOn = (kafka: KafkaAddress, wanted: RegExp): Promise<Stored[]> =>
  askBrokers(kafka, async admin => {
    const topics = (await admin.listTopics()).filter(topic => wanted.test(topic)).sort()
    const stored: Stored[] = []
    for (const topic of topics) {
      const offsets = await admin.fetchTopicOffsets(topic)
      stored.push(...offsets.map(({ partition, low, high }) => ({ topic, partition, low, high })))
    }
    return stored
  })

/** How many of the records that are stored were sent back, by topic. One that failed again is stored once more. */
async function redrivenAmong(client: ClientBase, stored: readonly Stored[]): Promise<Map<string, bigint>> {
  const { rows } = await client.query<{ topic: string; count: bigint }>(
    `SELECT topic, count(DISTINCT (partition, dead_letter_offset)) AS count
     FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[]) AS stored (topic, partition, low, high)
     JOIN redrives ON dead_letter_topic = topic AND dead_letter_partition = partition
       AND dead_letter_offset >= low AND dead_letter_offset < high
     GROUP BY topic`,
    [stored.map(h => h.topic), stored.map(h => h.partition), stored.map(h => h.low), stored.map(h => h.high)],
  )
  return new Map(rows.map(({ topic, count }) => [topic, count]))
}
