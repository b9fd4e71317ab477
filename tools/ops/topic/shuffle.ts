import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { type Cursor, chunkRecords, type RecordStream } from './streams.ts'

/** The most that waits to be drawn: the farther the records of a partition can move from their neighbours. */
const maxWaiting = { records: 10_000, bytes: 64 * 1024 * 1024 }

interface Queue {
  readonly key: string
  readonly records: KafkaRecord[]
}

/**
 * Shuffles between topics and between keys, and never within a key of one topic; records without a key keep the
 * order of their partition. Each partition gets a weight of its own, so that some run far ahead of others; within
 * a partition a record moves by some thousands at most, as bounded memory has it.
 */
export async function* shuffled(
  cursors: readonly Cursor[],
  random: () => number,
  max = maxWaiting,
): RecordStream {
  const running = cursors
    .filter(({ head }) => head !== undefined)
    .map(cursor => ({ cursor, weight: Math.exp(8 * random()) }))
  const waiting: Queue[] = []
  const byKey = new Map<string, Queue>()
  let [records, bytes] = [0, 0]

  /** Puts the next record of some partition behind those of its key. */
  async function fill(): Promise<void> {
    const at = pick(running, random)
    const { cursor } = running[at] as (typeof running)[0]
    const record = detached(cursor.head as KafkaRecord)
    const loading = cursor.advance()
    if (loading !== undefined) await loading
    if (cursor.head === undefined) running.splice(at, 1)
    const key = keyOf(record)
    let queue = byKey.get(key)
    if (queue === undefined) {
      queue = { key, records: [] }
      byKey.set(key, queue)
      waiting.push(queue)
    }
    queue.records.push(record)
    records++
    bytes += sizeOf(record)
  }

  /** Takes the first record of some key. */
  function draw(): KafkaRecord {
    const at = Math.floor(random() * waiting.length)
    const queue = waiting[at] as Queue
    const record = queue.records.shift() as KafkaRecord
    if (queue.records.length === 0) {
      byKey.delete(queue.key)
      const last = waiting.pop() as Queue
      if (at < waiting.length) waiting[at] = last
    }
    records--
    bytes -= sizeOf(record)
    return record
  }

  for (let chunk: KafkaRecord[] = []; ; chunk = []) {
    while (chunk.length < chunkRecords) {
      while (running.length > 0 && records < max.records && bytes < max.bytes) await fill()
      if (records === 0) break
      chunk.push(draw())
    }
    if (chunk.length === 0) return
    yield chunk
  }
}

/** A position, each as likely as its weight says. */
function pick(running: readonly { readonly weight: number }[], random: () => number): number {
  let left = random() * running.reduce((sum, { weight }) => sum + weight, 0)
  const found = running.findIndex(({ weight }) => {
    left -= weight
    return left < 0
  })
  return found < 0 ? running.length - 1 : found
}

/** What keeps its order together. */
export const keyOf = ({ topic, partition, key }: KafkaRecord) =>
  key === null ? `${topic}\n${partition}` : `${topic}\n\n${key.toString('latin1')}`

const sizeOf = ({ value, key }: KafkaRecord) => 500 + (value?.length ?? 0) + (key?.length ?? 0)

/** A copy without the block that the record is part of: a few that wait would keep their blocks in memory. */
function detached(record: KafkaRecord): KafkaRecord {
  const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes)
  const headers = Object.fromEntries(
    Object.entries(record.headers as Record<string, Buffer | null | (Buffer | null)[]>).map(
      ([name, value]) => [name, Array.isArray(value) ? value.map(copy) : copy(value)],
    ),
  ) as KafkaRecord['headers']
  return { ...record, key: copy(record.key), value: copy(record.value), headers }
}
