import { crc32, gzipSync, zstdCompressSync } from 'node:zlib'
import { crc32c } from '@node-rs/crc32'
import { compressFrameSync } from 'lz4-napi'
import { compressSync } from 'snappy'
import { encodeRecord, type RecordToEncode } from './records.ts'

export type { RecordToEncode }

const xerial = (blocks: readonly Buffer[]) =>
  Buffer.concat([
    Buffer.from('82534e4150505900', 'hex'),
    Buffer.from([0, 0, 0, 1, 0, 0, 0, 1]),
    ...blocks.flatMap(block => {
      const compressed = compressSync(block)
      return [int32(compressed.length), compressed]
    }),
  ])

/** How clients compress, with the number of the codec. */
export const compressions: Record<string, [codec: number, compress: (bytes: Buffer) => Buffer]> = {
  none: [0, bytes => bytes],
  gzip: [1, bytes => gzipSync(bytes)],
  'snappy, one block': [2, compressSync],
  'snappy, as Java frames it': [2, bytes => xerial([bytes.subarray(0, 5), bytes.subarray(5)])],
  lz4: [3, bytes => compressFrameSync(bytes)],
  'lz4 with checksums': [
    3,
    bytes => compressFrameSync(bytes, { contentChecksum: true, blockChecksums: true }),
  ],
  zstd: [4, bytes => zstdCompressSync(bytes)],
  'zstd, two frames': [
    4,
    bytes => Buffer.concat([bytes.subarray(0, 5), bytes.subarray(5)].map(part => zstdCompressSync(part))),
  ],
}

export interface BatchOf {
  readonly firstOffset?: bigint
  readonly lastOffsetDelta?: number
  readonly attributes?: number
  readonly count?: number
  /** As they are compressed. */
  readonly bytes?: Buffer
}

/** A batch of message format 2, whole and right unless told otherwise. */
export function batchOf(records: readonly RecordToEncode[], how: BatchOf = {}): Buffer {
  const { firstOffset = 0n, lastOffsetDelta = records.length - 1, attributes = 0 } = how
  const { count = records.length, bytes = recordBytes(records) } = how
  const body = Buffer.concat([
    int16(attributes),
    int32(lastOffsetDelta),
    int64(1_790_000_000_000n),
    int64(1_790_000_000_009n),
    int64(-1n),
    int16(-1),
    int32(-1),
    int32(count),
    bytes,
  ])
  return Buffer.concat([
    int64(firstOffset),
    int32(9 + body.length),
    int32(0),
    Buffer.from([2]),
    uint32(crc32c(body)),
    body,
  ])
}

export const recordBytes = (records: readonly RecordToEncode[]) =>
  Buffer.concat(records.map((record, offsetDelta) => encodeRecord({ offsetDelta, ...record }).buffer))

/** A message of the formats 0 and 1. */
export function messageOf(offset: bigint, magic: number, value: Buffer, codec = 0): Buffer {
  const time = magic === 0 ? Buffer.alloc(0) : int64(1_790_000_000_000n)
  const rest = Buffer.concat([
    Buffer.from([magic, codec]),
    time,
    int32(3),
    Buffer.from('key'),
    int32(value.length),
    value,
  ])
  return Buffer.concat([int64(offset), int32(4 + rest.length), uint32(crc32(rest)), rest])
}

function int16(value: number) {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
function int32(value: number) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
function uint32(value: number) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
function int64(value: bigint) {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}
