import { crc32c } from '@node-rs/crc32'
import { compress } from '../compress.ts'
import { flag, place } from './batch-head.ts'

export interface BatchToWrite {
  /** One after the other, as `encodeRecord` makes them; at least one. */
  readonly records: readonly Buffer[]
  /** From which the records' times count; in milliseconds since 1970. */
  readonly firstTimestamp: number
  readonly maxTimestamp: number
  /** Of an idempotent producer; none of them and it is none. */
  readonly producerId?: bigint
  readonly producerEpoch?: number
  readonly firstSequence?: number
  readonly inTransaction?: boolean
}

const beforeLength = place.length + 4

/** A batch of message format 2, as a broker takes it; compressed where that is worth it (`compress`). */
export async function writeBatch(given: BatchToWrite): Promise<Buffer> {
  const { records, producerId = -1n, producerEpoch = -1, firstSequence = -1 } = given
  const plain = Buffer.concat([Buffer.alloc(place.records), ...records])
  const packed = await compress(plain.subarray(place.records))
  const batch = packed === undefined ? plain : Buffer.concat([plain.subarray(0, place.records), packed.bytes])
  // The offset, which comes first, is the broker's to give.
  batch.writeInt32BE(batch.length - beforeLength, place.length)
  batch.writeInt32BE(-1, place.leaderEpoch) // any
  batch.writeInt8(2, place.magic)
  batch.writeInt16BE((packed?.codec ?? 0) | (given.inTransaction ? flag.transaction : 0), place.attributes)
  batch.writeInt32BE(records.length - 1, place.lastOffsetDelta)
  batch.writeBigInt64BE(BigInt(given.firstTimestamp), place.firstTimestamp)
  batch.writeBigInt64BE(BigInt(given.maxTimestamp), place.maxTimestamp)
  batch.writeBigInt64BE(producerId, place.producerId)
  batch.writeInt16BE(producerEpoch, place.producerEpoch)
  batch.writeInt32BE(firstSequence, place.firstSequence)
  batch.writeInt32BE(records.length, place.count)
  batch.writeUInt32BE(crc32c(batch.subarray(place.attributes)), place.crc)
  return batch
}
