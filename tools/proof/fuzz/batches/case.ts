import {
  batchOf,
  compressions,
  messageOf,
  type RecordToEncode,
  recordBytes,
} from '@orderflow/messaging/testing/record-sets'

/** What a broker answers about a partition: batches one behind another, any of them wrong. Checksums are right. */
export interface BatchesCase {
  readonly [name: string]: unknown
  readonly parts: readonly Part[]
  /** So many bytes at the end are missing. */
  readonly cut?: number
  /** The byte here, from the beginning, is another; a checksum then is wrong. */
  readonly at?: number
}

/** A batch. What is not said is as it has to be. */
export interface Part {
  readonly records: readonly FuzzedRecord[]
  /** One of the ways in which clients compress. */
  readonly compression: string
  /** Bits of its attributes over the codec's. */
  readonly attributes?: number
  readonly count?: number
  readonly lastOffsetDelta?: number
  readonly firstOffset?: number
  /** Of the records' bytes before compression: where, and what is there instead. */
  readonly edit?: readonly [at: number, byte: number]
  /** The same behind compression. */
  readonly injury?: readonly [at: number, byte: number]
  /** A message of the formats from before Kafka 0.11, which has the first record's value. */
  readonly magic?: 0 | 1
  /** The records are there so many times. */
  readonly times?: number
}

export interface FuzzedRecord {
  readonly key: string | null
  readonly value: string | null
  readonly headers: Readonly<Record<string, string | null | readonly (string | null)[]>>
  /** The values of its headers are there so many times. */
  readonly headerTimes?: number
  readonly offsetDelta?: number
  readonly timestampDelta?: number
}

/** The bytes of the answer. */
export function bytesOf({ parts, cut = 0, at }: BatchesCase): Buffer {
  let next = 0
  const all = parts.map(part => {
    const bytes = partBytes(part, part.firstOffset ?? next)
    next += part.records.length * (part.times ?? 1)
    return bytes
  })
  const bytes = Buffer.concat(all)
  if (at !== undefined && bytes.length > 0) edit(bytes, [at, 0x55])
  return bytes.subarray(0, Math.max(0, bytes.length - cut))
}

function partBytes(part: Part, first: number): Buffer {
  const { compression, magic, times = 1 } = part
  const [codec, compress] = compressions[compression] ?? [0, (bytes: Buffer) => bytes]
  const records = Array.from({ length: times }, () => part.records)
    .flat()
    .map(encodable)
  if (magic !== undefined) {
    const value = Buffer.from(records[0]?.value ?? '')
    const inner = messageOf(0n, magic, value)
    return codec === 0 || codec === 4
      ? messageOf(BigInt(first), magic, value)
      : messageOf(BigInt(first), magic, compress(inner), codec)
  }
  const raw = recordBytes(records)
  if (part.edit !== undefined) edit(raw, part.edit)
  const bytes = Buffer.from(compress(raw))
  if (part.injury !== undefined) edit(bytes, part.injury)
  const { attributes = 0, count = records.length, lastOffsetDelta = records.length - 1 } = part
  const how = { attributes: codec | attributes, count, lastOffsetDelta, bytes }
  return batchOf(records, { ...how, firstOffset: BigInt(first) })
}

const encodable = ({ key, value, headers, headerTimes = 1, ...deltas }: FuzzedRecord): RecordToEncode => ({
  ...deltas,
  key: asBytes(key),
  value: asBytes(value),
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [
      name,
      Array.from({ length: headerTimes }, () => (Array.isArray(text) ? text : [text as string]))
        .flat()
        .map(asBytes),
    ]),
  ),
})

/** A character for each byte. */
export const asBytes = (text: string | null): Buffer | null =>
  text === null ? null : Buffer.from(text, 'latin1')

function edit(bytes: Buffer, [at, byte]: readonly [number, number]): void {
  if (bytes.length > 0) bytes.writeUInt8(byte, at % bytes.length)
}
