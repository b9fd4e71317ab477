import type { PartitionRange } from '@orderflow/messaging/kafka'
import type { Rebuilt } from '@orderflow/reporting/rebuild'
import type { Snapshot } from './reader.ts'
import type { Replayed } from './replay.ts'
import type { Taken } from './take.ts'

const wholeNumber = new Intl.NumberFormat('en-US')
export const count = (value: number) => wholeNumber.format(value)
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`
const rate = (records: number, seconds: number) =>
  `${count(Math.round(records / Math.max(seconds, 0.001)))}/s`

export interface TopicRow {
  readonly topic: string
  readonly partitions: number
  readonly records: number
}

/** Topics for people, at most 80 columns wide but for longer names; those without records are only counted. */
export function topicTable(rows: readonly TopicRow[]): string[] {
  const filled = rows.filter(({ records }) => records > 0)
  const empty = rows.length - filled.length
  const line = (topic: string, partitions: string, records: string) =>
    topic.padEnd(50) + partitions.padStart(12) + records.padStart(16)
  return [
    ...(filled.length > 0 ? [line('topic', 'partitions', 'records')] : []),
    ...filled.map(row => line(row.topic, count(row.partitions), count(row.records))),
    ...(empty > 0 ? [`${count(empty)} ${empty === 1 ? 'topic has' : 'topics have'} no records.`] : []),
  ]
}

/** What topics span: records that compaction has removed and markers of transactions count as well. */
export function rowsOf(ranges: readonly PartitionRange[]): TopicRow[] {
  return [...Map.groupBy(ranges, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.length,
    records: partitions.reduce((sum, { from, to }) => sum + Number(to - from), 0),
  }))
}

export const rowsOfSnapshot = ({ places }: Pick<Snapshot, 'places'>): TopicRow[] =>
  [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.length,
    records: partitions.reduce((sum, { records }) => sum + records, 0),
  }))

export function takenLines(
  { topics, records, bytes, rawBytes, undecodable }: Taken,
  file: string,
  seconds: number,
) {
  return [
    ...topicTable(topics),
    '',
    `${count(records)} records in ${file}: ${megabytes(bytes)}, ${megabytes(rawBytes)} before compression.`,
    `${seconds.toFixed(1)} s, ${rate(records, seconds)}.`,
    ...undecodable.map(batch => `Left out, because it cannot be decoded: ${batch}.`),
  ]
}

export function verifiedLines(snapshot: Snapshot, seconds: number): string[] {
  const { file, header, records, bytes, blocks } = snapshot
  return [
    ...topicTable(rowsOfSnapshot(snapshot)),
    '',
    `${file} is whole: ${count(records)} records in ${count(blocks)} blocks, ${megabytes(bytes)},`,
    `taken ${header.createdAt}. Read through in ${seconds.toFixed(1)} s.`,
  ]
}

export function replayedLines(replayed: Replayed, dryRun: boolean, seconds: number): string[] {
  const { records, duplicates, sentAgain, topics } = replayed
  const again = sentAgain > 0 ? ` ${count(sentAgain)} were sent again for want of an acknowledgement.` : ''
  return [
    ...topicTable(topics.map(({ to, ...row }) => ({ ...row, topic: to }))),
    '',
    dryRun
      ? `${count(records)} records would be sent; nothing was.`
      : `${count(records)} records and ${count(duplicates)} duplicates were sent and acknowledged.${again}`,
    ...(dryRun ? [] : [`${seconds.toFixed(1)} s, ${rate(records + duplicates, seconds)}.`]),
  ]
}

/** What a rebuild has done, and which read models came out different. */
export function rebuiltLines(
  { records, events, unreadable, before, after }: Rebuilt,
  seconds: number,
): string[] {
  const rate = seconds > 0 ? `, ${count(Math.round(records / seconds))} a second` : ''
  const changed = after.filter(({ hash }, i) => hash !== before[i]?.hash)
  return [
    `Read ${count(records)} records in ${seconds} s${rate}: ${count(events)} different events${
      unreadable === 0 ? '' : `, ${count(unreadable)} that cannot be read`
    }.`,
    changed.length === 0
      ? 'Every read model is as it was before, row by row.'
      : `Different from before: ${changed.map(({ model, rows }) => `${model} (${count(rows)} rows)`).join(', ')}.`,
  ]
}
