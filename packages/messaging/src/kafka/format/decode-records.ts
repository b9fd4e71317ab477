import { nextTurn } from '../../timing/turns.ts'

/** What kafkajs wants to know of a record's batch; 64-bit numbers are decimal text. */
export interface BatchContext {
  readonly firstOffset: string
  readonly lastOffsetDelta: number
  readonly firstTimestamp: string
  readonly maxTimestamp: string
  /** 1: the broker's time of appending counts for all records. */
  readonly timestampType: number
  readonly magicByte: number
  readonly producerId: string
  readonly inTransaction: boolean
  readonly isControlBatch: boolean
}

export type DecodedHeader = Buffer | string | null

export interface DecodedRecord {
  readonly magicByte: number
  readonly attributes: number
  readonly timestamp: string
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** ASCII values as text, others as bytes; a name that occurs more than once has all its values. */
  readonly headers: Record<string, DecodedHeader | DecodedHeader[]>
  readonly isControlRecord: boolean
  readonly batchContext: BatchContext
}

const logAppendTime = 1
const maxVarintBytes = 10
/** Of one record: a megabyte has room for half a million without content. */
const maxHeaders = 10_000
/** So many records are decoded between two looks at the time. */
const portion = 500

/**
 * Decodes the records of a batch of message format 2, as kafkajs 2.2.4 hands them on. Its own code copies a record's
 * headers once per header, and takes bytes that are no records for records without content. Of a million records, which a
 * megabyte may hold, others have their turn in between.
 *
 * @throws RangeError where the bytes are not exactly so many records, or one has more than 10,000 headers
 */
export async function decodeRecords(
  bytes: Buffer,
  count: number,
  context: BatchContext,
): Promise<DecodedRecord[]> {
  if (count < 0 || count > bytes.length)
    throw new RangeError(`${bytes.length} bytes are not ${count} records`)
  const reader = new Reader(bytes)
  const records: DecodedRecord[] = []
  const before: DecodedHeader[] = []
  for (let n = 0; n < count; ) {
    const until = Math.min(count, n + portion)
    for (; n < until; n++) records.push(decodeRecord(reader, context, before))
    const turn = until < count ? nextTurn() : undefined
    if (turn !== undefined) await turn
  }
  if (reader.at !== bytes.length) throw new RangeError(`${bytes.length - reader.at} bytes are left over`)
  return records
}

/** @param before names and values of the record before, by their places: most are the same. This one's, when it is decoded. */
function decodeRecord(reader: Reader, batchContext: BatchContext, before: DecodedHeader[]): DecodedRecord {
  const { firstOffset, firstTimestamp, maxTimestamp, timestampType, magicByte } = batchContext
  const length = reader.varint()
  const end = reader.at + length
  if (!(end <= reader.end)) throw new RangeError('a record goes beyond its batch')
  const attributes = reader.byte()
  const timestamp = reader.addedTo(firstTimestamp)
  const offset = reader.addedTo(firstOffset)
  const key = reader.bytes()
  const value = reader.bytes()
  const headers: DecodedRecord['headers'] = {}
  let left = reader.varint()
  if (left > maxHeaders) throw new RangeError(`a record has ${left} headers, more than ${maxHeaders}`)
  for (let place = 0; left > 0; left--, place += 2) {
    if (reader.at >= end) throw new RangeError('headers are missing')
    const name = String(reader.text(before[place]))
    const value = reader.text(before[place + 1])
    before[place] = name
    before[place + 1] = value
    addHeader(headers, name, value)
  }
  if (reader.at !== end) throw new RangeError('a record does not end where it says')
  return {
    magicByte,
    attributes,
    timestamp: timestampType === logAppendTime ? maxTimestamp : timestamp,
    offset,
    key,
    value,
    headers,
    isControlRecord: batchContext.isControlBatch,
    batchContext,
  }
}

function addHeader(headers: DecodedRecord['headers'], name: string, value: DecodedHeader): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined
  if (Array.isArray(before)) return void before.push(value)
  const all = before === undefined ? value : [before, value]
  // Assigning to this one would set the object's prototype.
  if (name === '__proto__') Object.defineProperty(headers, name, { value: all, ...plain })
  else headers[name] = all
}

const plain = { enumerable: true, configurable: true, writable: true }

class Reader {
  readonly #buffer: Buffer
  #at = 0

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  get end(): number {
    return this.#buffer.length
  }

  get at(): number {
    return this.#at
  }

  byte(): number {
    return this.#buffer.readInt8(this.#at++)
  }

  /** Exact up to 2^53; NaN beyond the buffer's end. */
  varint(): number {
    let result = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#buffer[this.#at++] ?? Number.NaN
      result += (byte & 0x7f) * factor
      if (!(byte > 0x7f)) break
    }
    return result % 2 === 0 ? result / 2 : -(result + 1) / 2
  }

  /** The sum of an integer of 64 bits and the one that comes next, as decimal text. */
  addedTo(base: string): string {
    const from = this.#at
    const first = Number(base)
    const sum = first + this.varint()
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(first)) return String(sum)
    if (this.#at - from > maxVarintBytes) throw new RangeError('a number of more than 64 bits')
    let result = 0n
    for (let at = from; at < this.#at; at++) {
      result |= BigInt((this.#buffer[at] as number) & 0x7f) << BigInt(7 * (at - from))
    }
    return String(BigInt.asIntN(64, BigInt(base) + ((result >> 1n) ^ -(result & 1n))))
  }

  bytes(): Buffer | null {
    const length = this.varint()
    if (length < 0) return null
    const from = this.#at
    this.#at += length
    return this.#buffer.subarray(from, this.#at)
  }

  /** Text where all is ASCII, else bytes. Where it is the likely one, that is returned, which costs less than another. */
  text(likely: DecodedHeader | undefined): DecodedHeader {
    const length = this.varint()
    if (length < 0) return null
    const from = this.#at
    this.#at += length
    if (typeof likely === 'string' && likely.length === length && this.#holds(likely, from)) return likely
    for (let i = from; i < this.#at; i++) {
      if (!((this.#buffer[i] as number) <= 0x7f)) return this.#buffer.subarray(from, this.#at)
    }
    return this.#buffer.toString('latin1', from, this.#at)
  }

  /** Whether this text of ASCII stands there. */
  #holds(text: string, from: number): boolean {
    for (let i = 0; i < text.length; i++) if (this.#buffer[from + i] !== text.charCodeAt(i)) return false
    return true
  }
}
