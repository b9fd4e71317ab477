import { askBrokers } from './admin.ts'
import type { Findings, Scope } from './types.ts'

/** The records that the dead-letter topics hold; none without brokers to ask. */
export async function deadLetters(scope: Scope): Promise<Findings> {
  const { brokers, deadLetterTopics, allowDeadLetters } = scope
  if (brokers.length === 0) return { checked: 0, violated: 0, found: [] }
  const counts = await recordsIn([...brokers], deadLetterTopics)
  const records = counts.reduce((sum, [, count]) => sum + count, 0n)
  const found = counts.flatMap(([subject, count]) => {
    const detail = `holds ${count} dead letters; ${allowDeadLetters} in all were expected at most`
    return count > 0n && records > allowDeadLetters ? [{ subject, detail }] : []
  })
  return { checked: counts.length, violated: found.length, found }
}

const recordsIn = (brokers: string[], wanted: RegExp): Promise<[topic: string, records: bigint][]> =>
  askBrokers(brokers, async admin => {
    const topics = (await admin.listTopics()).filter(topic => wanted.test(topic)).sort()
    const counts: [string, bigint][] = []
    for (const topic of topics) {
      const offsets = await admin.fetchTopicOffsets(topic)
      counts.push([topic, offsets.reduce((sum, { low, high }) => sum + BigInt(high) - BigInt(low), 0n)])
    }
    return counts
  })
