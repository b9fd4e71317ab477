/**
 * Kafka's record format (message format 2), as kafkajs 2.2.4 wants it encoded and decoded. Its own code allocates
 * and clears 512 bytes for each header, counts in BigInt, and copies a record's headers once per header; with a
 * dozen CloudEvents attributes per message that was a third of a service's processor time (ADR 16).
 * The format: https://kafka.apache.org/documentation/#record
 */

type Bytes = Buffer | string | null | undefined

/** A record as kafkajs hands it over; deltas count from the first record of its batch. */
export interface RecordToEncode {
  readonly offsetDelta?: number
  /** Milliseconds. */
  readonly timestampDelta?: number
  readonly key?: Bytes
  readonly value?: Bytes
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>>
}

/** The part of a kafkajs `Encoder` that its record batches use. */
export interface Encoded {
  readonly buf: Buffer
  readonly buffer: Buffer
}

/** Encodes one record into a buffer of its own size. Deltas have to be integers of 32 bits. */
export function encodeRecord({
  offsetDelta = 0,
  timestampDelta = 0,
  key,
  value,
  headers = {},
}: RecordToEncode): Encoded {
  const names = Object.keys(headers)
  let headerCount = 0
  let size = 1 + sizeOfVarint(timestampDelta) + sizeOfVarint(offsetDelta) + sizeOf(key) + sizeOf(value)
  for (const name of names) {
    for (const text of valuesOf(headers[name])) {
      headerCount++
      size += sizeOf(name) + sizeOf(text)
    }
  }
  size += sizeOfVarint(headerCount)

  const buffer = Buffer.allocUnsafe(sizeOfVarint(size) + size)
  let at = writeVarint(buffer, 0, size)
  buffer[at++] = 0 // attributes: none are defined
  at = writeVarint(buffer, at, timestampDelta)
  at = writeVarint(buffer, at, offsetDelta)
  at = write(buffer, at, key)
  at = write(buffer, at, value)
  at = writeVarint(buffer, at, headerCount)
  for (const name of names) {
    for (const text of valuesOf(headers[name])) at = write(buffer, write(buffer, at, name), text)
  }
  return { buf: buffer, buffer }
}

const valuesOf = (value: Bytes | readonly Bytes[]): readonly Bytes[] =>
  Array.isArray(value) ? value : [value as Bytes]

function sizeOf(bytes: Bytes): number {
  if (bytes === null || bytes === undefined) return 1
  const length = typeof bytes === 'string' ? byteLength(bytes) : bytes.length
  return sizeOfVarint(length) + length
}

function write(buffer: Buffer, at: number, bytes: Bytes): number {
  if (bytes === null || bytes === undefined) return writeVarint(buffer, at, -1)
  if (typeof bytes !== 'string') {
    const from = writeVarint(buffer, at, bytes.length)
    bytes.copy(buffer, from)
    return from + bytes.length
  }
  const length = byteLength(bytes)
  let to = writeVarint(buffer, at, length)
  if (length !== bytes.length) return to + buffer.write(bytes, to)
  for (let i = 0; i < length; i++) buffer[to++] = bytes.charCodeAt(i)
  return to
}

/** UTF-8 bytes of a text, which is ASCII nearly always. */
function byteLength(text: string): number {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return Buffer.byteLength(text)
  }
  return text.length
}

const zigzag = (value: number) => ((value << 1) ^ (value >> 31)) >>> 0

function sizeOfVarint(value: number): number {
  let size = 1
  for (let rest = zigzag(value); rest > 0x7f; rest >>>= 7) size++
  return size
}

function writeVarint(buffer: Buffer, at: number, value: number): number {
  let to = at
  let rest = zigzag(value)
  for (; rest > 0x7f; rest >>>= 7) buffer[to++] = (rest & 0x7f) | 0x80
  buffer[to++] = rest
  return to
}

/** The part of a kafkajs `Decoder` that is used here: a record's bytes from `offset` on. */
export interface Source {
  readonly buffer: Buffer
  readonly offset: number
}

/** What kafkajs knows of the record batch; 64-bit numbers are decimal text. */
export interface BatchContext {
  readonly firstOffset: string
  readonly firstTimestamp: string
  readonly maxTimestamp: string
  /** 1: the broker's time of appending counts for all records. */
  readonly timestampType: number
  readonly magicByte: number
  readonly isControlBatch?: boolean
}

export type DecodedHeader = Buffer | string

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

/** Decodes one record; undefined if one of its numbers is beyond 2^53 and needs another decoder. */
export function decodeRecord(source: Source, batchContext: BatchContext): DecodedRecord | undefined {
  const { firstOffset, firstTimestamp, maxTimestamp, timestampType, magicByte } = batchContext
  const reader = new Reader(source.buffer, source.offset)
  const attributes = reader.byte()
  const timestamp = Number(firstTimestamp) + reader.varint()
  const offset = Number(firstOffset) + reader.varint()
  if (!Number.isSafeInteger(timestamp) || !Number.isSafeInteger(offset)) return undefined
  const key = reader.bytes()
  const value = reader.bytes()
  const headers: DecodedRecord['headers'] = {}
  for (let left = reader.varint(); left > 0; left--) {
    const name = String(reader.text())
    addHeader(headers, name, reader.text() as DecodedHeader)
  }
  return {
    magicByte,
    attributes,
    timestamp: timestampType === logAppendTime ? maxTimestamp : String(timestamp),
    offset: String(offset),
    key,
    value,
    headers,
    isControlRecord: batchContext.isControlBatch ?? false,
    batchContext,
  }
}

function addHeader(headers: DecodedRecord['headers'], name: string, value: DecodedHeader): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined
  const all = before === undefined ? value : [before, value].flat()
  // Assigning to this one would set the object's prototype.
  if (name === '__proto__') Object.defineProperty(headers, name, { value: all, ...plain })
  else headers[name] = all
}

const plain = { enumerable: true, configurable: true, writable: true }

class Reader {
  readonly #buffer: Buffer
  #at: number

  constructor(buffer: Buffer, at: number) {
    this.#buffer = buffer
    this.#at = at
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

  bytes(): Buffer | null {
    const length = this.varint()
    if (length < 0) return null
    const from = this.#at
    this.#at += length
    return this.#buffer.subarray(from, this.#at)
  }

  /** Text where all is ASCII, else bytes. */
  text(): DecodedHeader | null {
    const length = this.varint()
    if (length < 0) return null
    const from = this.#at
    this.#at += length
    for (let i = from; i < this.#at; i++) {
      if ((this.#buffer[i] as number) > 0x7f) return this.#buffer.subarray(from, this.#at)
    }
    return this.#buffer.toString('latin1', from, this.#at)
  }
}
