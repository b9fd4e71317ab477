import { crc32 } from 'node:zlib'
import { nextTurn } from '../../timing/turns.ts'
import { decompress } from '../codecs.ts'
import { head, markerOf, undecodableRecord } from './undecodable.ts'

/**
 * A message of the formats 0 and 1, from before Kafka 0.11, which a broker still hands out as it stored them: one
 * record, or the compressed set of several. https://kafka.apache.org/documentation/#messageset
 */
export async function decodeMessage(message: Buffer) {
  try {
    const outer = readMessage(message)
    return outer.codec === 0 ? [recordOf(outer, outer.offset)] : await innerRecords(outer)
  } catch (error) {
    return [undecodableRecord(message, message.readBigInt64BE(0), '0', error)]
  }
}

interface Message {
  readonly offset: bigint
  readonly magic: number
  readonly codec: number
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

function readMessage(bytes: Buffer): Message {
  if (crc32(bytes.subarray(head.magic)) !== bytes.readUInt32BE(head.prefix)) {
    throw new RangeError('its checksum is wrong')
  }
  const magic = bytes.readInt8(head.magic)
  let at = head.bytes + 1
  const attributes = bytes.readInt8(head.bytes)
  // Format 0 has no time.
  const timestamp = magic === 0 ? '0' : String(bytes.readBigInt64BE(at))
  if (magic > 0) at += 8
  const part = () => {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length < 0) return null
    if (at + length > bytes.length) throw new RangeError('a message goes beyond its end')
    at += length
    return bytes.subarray(at - length, at)
  }
  const key = part()
  return { offset: bytes.readBigInt64BE(0), magic, codec: attributes & 7, timestamp, key, value: part() }
}

/** So many messages of a set are read between two looks at the time. */
const portion = 500

/** The offsets of format 1 count from the first one in the set, and the set has that of its last. */
async function innerRecords(outer: Message) {
  const bytes = await decompress(outer.codec, outer.value ?? Buffer.alloc(0))
  const inner: Message[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + head.prefix + bytes.readInt32BE(at + head.length)
    if (end <= at + head.bytes || end > bytes.length) throw new RangeError('a message goes beyond its set')
    inner.push(readMessage(bytes.subarray(at, end)))
    at = end
    const turn = inner.length % portion === 0 ? nextTurn() : undefined
    if (turn !== undefined) await turn
  }
  const last = inner.at(-1)
  if (last === undefined) throw new RangeError('a set of no messages')
  const base = outer.magic === 0 ? 0n : outer.offset - last.offset
  const records: ReturnType<typeof recordOf>[] = []
  for (const message of inner) {
    records.push(recordOf(message, base + message.offset))
    const turn = records.length % portion === 0 ? nextTurn() : undefined
    if (turn !== undefined) await turn
  }
  return records
}

function recordOf({ magic, timestamp, key, value }: Message, offset: bigint) {
  const marker = markerOf(offset, offset)
  return { ...marker, magicByte: magic, timestamp, key, value, isControlRecord: false }
}
