import { nextTurn } from '../../timing/turns.ts'
import { type FetchedMessage, withoutMarkers } from '../fetched.ts'
import { decodeMessage } from './message-set.ts'
import { decodeBatch } from './record-batch.ts'
import { head, undecodableRecord } from './undecodable.ts'

/** When so many bytes have come out of one answer about a partition, the rest of it waits for the next one. */
const enoughBytes = 4 * 1024 * 1024
/** So many records are taken over between two looks at the time. */
const portion = 10_000

/**
 * All that a broker answers about one partition: batches of message format 2, or messages of the formats before it,
 * one behind another, the last of them perhaps cut. What cannot be decoded takes nothing else with it. However much it is,
 * others have their turn in between.
 */
export async function decodeRecordSet(bytes: Buffer): Promise<FetchedMessage[]> {
  const all: FetchedMessage[] = []
  let [decodedBytes, marked] = [0, false]
  for (let at = 0; at + head.bytes < bytes.length && decodedBytes < enoughBytes; ) {
    const length = bytes.readInt32BE(at + head.length)
    // Where a part of so few bytes ends, nothing begins.
    const end = head.prefix + length > head.bytes ? at + head.prefix + length : bytes.length
    if (end > bytes.length) break
    const next = end + head.length <= bytes.length ? bytes.readBigInt64BE(end) : undefined
    const records = await decodePart(bytes.subarray(at, end), next)
    for (let from = 0; from < records.length; from += portion) {
      const until = Math.min(records.length, from + portion)
      for (let n = from; n < until; n++) {
        const record = records[n] as FetchedMessage
        decodedBytes += record.value?.length ?? 0
        marked ||= record.isControlRecord === true
        all.push(record)
      }
      const turn = nextTurn()
      if (turn !== undefined) await turn
    }
    at = end
  }
  return marked ? all : withoutMarkers(all)
}

async function decodePart(part: Buffer, next: bigint | undefined): Promise<readonly unknown[]> {
  const magic = part.readInt8(head.magic)
  if (magic === 2) return await decodeBatch(part, next)
  if (magic === 0 || magic === 1) return await decodeMessage(part)
  return [undecodableRecord(part, part.readBigInt64BE(0), '0', `its message format ${magic} is unknown`)]
}
