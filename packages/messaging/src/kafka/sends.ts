import type { OutgoingRecord } from './port.ts'

/**
 * The most bytes of one send: of a partition, below a broker's default `max.message.bytes`; in all, far
 * below its `socket.request.max.bytes`, beyond which it closes the connection without a word.
 */
const maxBytes = { partition: 1_000_000, send: 8_000_000 }

/** The first records that fit into one send; at least one. */
export function fitting<Row extends OutgoingRecord>(records: readonly Row[]): readonly Row[] {
  const ofPartition = new Map<string, number>()
  let total = 0
  const end = records.findIndex((record, i) => {
    const place = `${record.topic}/${record.partition}`
    const bytes = sizeOf(record)
    const already = ofPartition.get(place) ?? 0
    if (i > 0 && total + bytes > maxBytes.send) return true
    if (already > 0 && already + bytes > maxBytes.partition) return true
    total += bytes
    ofPartition.set(place, already + bytes)
    return false
  })
  return end === -1 ? records : records.slice(0, end)
}

/** About what a record takes on the wire, in bytes; more rather than less. */
function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = 100 + Buffer.byteLength(value ?? '') + Buffer.byteLength(key ?? '')
  for (const [name, given] of Object.entries(headers)) {
    for (const text of Array.isArray(given) ? given : [given]) {
      bytes += 10 + name.length + Buffer.byteLength(text ?? '')
    }
  }
  return bytes
}
