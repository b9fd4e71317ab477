import { describe } from '../../errors.ts'
import type { Undecodable } from '../../types/record.ts'

/** Places in a batch, or in a message of the formats before it; both have the same head. */
export const head = { length: 8, magic: 16, bytes: 17, prefix: 12 } as const

/** Stands for a batch, or a message of the older formats, that cannot be decoded: a record with its bytes. */
export function undecodableRecord(bytes: Buffer, lastOffset: bigint, timestamp: string, cause: unknown) {
  const firstOffset = bytes.readBigInt64BE(0)
  return {
    ...markerOf(firstOffset, lastOffset),
    timestamp,
    value: bytes,
    isControlRecord: false,
    undecodable: { firstOffset: String(firstOffset), reason: describe(cause) } satisfies Undecodable,
  }
}

/**
 * Stands for the records that compaction has removed from the end of a batch: a marker, which no handler sees. Without it kafkajs takes the last record for the end, and asks for one removed offset after the other.
 */
export function markerOf(firstOffset: bigint, lastOffset: bigint) {
  return {
    magicByte: 2,
    attributes: 0,
    timestamp: '0',
    offset: String(lastOffset),
    key: null,
    value: null,
    headers: {},
    isControlRecord: true,
    batchContext: {
      firstOffset: String(firstOffset),
      lastOffsetDelta: Number(lastOffset - firstOffset),
      // Of no transaction: it ends none.
      producerId: '-1',
      inTransaction: false,
    },
  }
}
