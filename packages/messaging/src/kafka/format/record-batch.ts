import { crc32c } from '@node-rs/crc32'
import { decompress } from '../codecs.ts'
import { flag, place } from './batch-head.ts'
import { type BatchContext, type DecodedRecord, decodeRecords } from './decode-records.ts'
import { markerOf, undecodableRecord } from './undecodable.ts'

/**
 * The records of a batch of message format 2, whatever its codec. One that cannot be decoded (an unknown codec, a
 * wrong checksum, bytes that are no records) is a record itself, with its bytes: the partition goes on behind it.
 * @param next the first offset of the batch behind it, if that is known
 */
export async function decodeBatch(batch: Buffer, next: bigint | undefined) {
  const first = batch.readBigInt64BE(0)
  if (batch.length < place.records)
    return [undecodableRecord(batch, first, '0', 'it is shorter than its head')]
  const context = contextOf(batch)
  const last = first + BigInt(Math.max(0, context.lastOffsetDelta))
  try {
    const records = await recordsOf(batch, context)
    return records.at(-1)?.offset === String(last) ? records : [...records, markerOf(first, last)]
  } catch (error) {
    // Where the checksum is wrong, so may be the place of its end.
    const end = next !== undefined && next > first && next <= last ? next - 1n : last
    return [undecodableRecord(batch, end, context.maxTimestamp, error)]
  }
}

async function recordsOf(batch: Buffer, context: BatchContext): Promise<DecodedRecord[]> {
  // It covers all from the attributes on.
  if (crc32c(batch.subarray(place.attributes)) !== batch.readUInt32BE(place.crc)) {
    throw new RangeError('its checksum is wrong')
  }
  const codec = batch.readInt16BE(place.attributes) & flag.codec
  const bytes = batch.subarray(place.records)
  const count = batch.readInt32BE(place.count)
  return await decodeRecords(codec === 0 ? bytes : await decompress(codec, bytes), count, context)
}

function contextOf(batch: Buffer): BatchContext {
  const attributes = batch.readInt16BE(place.attributes)
  return {
    firstOffset: String(batch.readBigInt64BE(0)),
    lastOffsetDelta: batch.readInt32BE(place.lastOffsetDelta),
    firstTimestamp: String(batch.readBigInt64BE(place.firstTimestamp)),
    maxTimestamp: String(batch.readBigInt64BE(place.maxTimestamp)),
    timestampType: attributes & flag.logAppendTime ? 1 : 0,
    magicByte: batch.readInt8(place.magic),
    producerId: String(batch.readBigInt64BE(place.producerId)),
    inTransaction: (attributes & flag.transaction) !== 0,
    isControlBatch: (attributes & flag.control) !== 0,
  }
}
