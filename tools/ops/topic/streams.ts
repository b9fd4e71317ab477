import type { KafkaRecord } from '@orderflow/messaging/kafka'
import type { PlaceContent, Snapshot } from './reader.ts'
import { RecordDecoder } from './record-codec.ts'

/** Records on their way out, in chunks. */
export type RecordStream = AsyncIterable<readonly KafkaRecord[]>

export const chunkRecords = 500

/** The records of one partition, one after another; a block at a time is in memory. */
export interface Cursor {
  /** The record that comes next; undefined at the end. */
  readonly head: KafkaRecord | undefined
  /** Goes on; a promise only where a block has to be read. */
  advance(): Promise<void> | undefined
}

export async function openCursor(snapshot: Snapshot, place: PlaceContent): Promise<Cursor> {
  const { topic, partition, blocks } = place
  let decoder: RecordDecoder | undefined
  let next = 0
  let head: KafkaRecord | undefined
  const take = () => {
    head = decoder && { topic, partition, ...decoder.next() }
  }
  const load = async () => {
    const block = blocks[next++]
    decoder = block && new RecordDecoder(await snapshot.load(block))
    take()
  }
  await load()
  return {
    get head() {
      return head
    },
    advance() {
      if (decoder === undefined || decoder.atEnd) return load()
      take()
      return undefined
    },
  }
}

/** All partitions merged by time: as nearly the order of what happened as topics know it; each in its own order. */
export async function* inOrder(cursors: readonly Cursor[]): RecordStream {
  const times = cursors.map(timeOf)
  for (let chunk: KafkaRecord[] = []; ; ) {
    let first = 0
    for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[first] as number)) first = i
    const cursor = cursors[first]
    if (cursor?.head !== undefined) {
      chunk.push(cursor.head)
      const loading = cursor.advance()
      if (loading !== undefined) await loading
      times[first] = timeOf(cursor)
      if (chunk.length < chunkRecords) continue
    }
    if (chunk.length === 0) return
    yield chunk
    chunk = []
  }
}

const timeOf = ({ head }: Cursor) => (head === undefined ? Number.POSITIVE_INFINITY : Number(head.timestamp))
