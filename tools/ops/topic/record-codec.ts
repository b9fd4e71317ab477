import type { KafkaRecord } from '@orderflow/messaging/kafka'

/** What a snapshot keeps of a record; its topic and partition are those of its block. */
export type SnapshotRecord = Pick<KafkaRecord, 'offset' | 'timestamp' | 'key' | 'value' | 'headers'>

type Bytes = Buffer | string | null | undefined

const headBytes = 16
const lengthBytes = 4

/**
 * Bytes of records before compression: offset and timestamp as integers of 64 bits, key and value with their
 * lengths (-1: null), the number of headers, and each header's name and value with their lengths.
 */
export class RecordEncoder {
  #buffer: Buffer
  #end = 0
  #count = 0

  constructor(initialBytes = 64 * 1024) {
    this.#buffer = Buffer.allocUnsafe(initialBytes)
  }

  get bytes(): number {
    return this.#end
  }

  get count(): number {
    return this.#count
  }

  add({ offset, timestamp, key, value, headers }: SnapshotRecord): void {
    const pairs = headerPairs(headers)
    this.#reserve(headBytes + 3 * lengthBytes + (key?.length ?? 0) + (value?.length ?? 0))
    this.#buffer.writeBigInt64BE(BigInt(offset), this.#end)
    this.#buffer.writeBigInt64BE(BigInt(timestamp), this.#end + 8)
    this.#end += headBytes
    this.#put(key)
    this.#put(value)
    this.#reserve(lengthBytes)
    this.#end = this.#buffer.writeInt32BE(pairs.length, this.#end)
    for (const [name, text] of pairs) {
      this.#put(name)
      this.#put(text)
    }
    this.#count++
  }

  /** What was added since the last call. */
  take(): { raw: Buffer; count: number } {
    const taken = { raw: Buffer.from(this.#buffer.subarray(0, this.#end)), count: this.#count }
    this.#end = 0
    this.#count = 0
    return taken
  }

  #put(bytes: Bytes): void {
    if (bytes === null || bytes === undefined) {
      this.#reserve(lengthBytes)
      this.#end = this.#buffer.writeInt32BE(-1, this.#end)
      return
    }
    const length = Buffer.byteLength(bytes)
    this.#reserve(lengthBytes + length)
    this.#end = this.#buffer.writeInt32BE(length, this.#end)
    if (typeof bytes === 'string') this.#buffer.write(bytes, this.#end)
    else bytes.copy(this.#buffer, this.#end)
    this.#end += length
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#end + more))
    this.#buffer.copy(larger, 0, 0, this.#end)
    this.#buffer = larger
  }
}

/** Name and value of each header; one with several values is several. */
export const headerPairs = (headers: SnapshotRecord['headers']): [name: string, value: Bytes][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one): [string, Bytes] => [name, one]) : [[name, value] as const],
  ) as [string, Bytes][]

/**
 * Reads the records of a block one by one, as parts of its buffer.
 *
 * @throws RangeError where the bytes are not records
 */
export class RecordDecoder {
  readonly #raw: Buffer
  #at = 0

  constructor(raw: Buffer) {
    this.#raw = raw
  }

  get atEnd(): boolean {
    return this.#at === this.#raw.length
  }

  next(): SnapshotRecord {
    const offset = String(this.#raw.readBigInt64BE(this.#at))
    const timestamp = String(this.#raw.readBigInt64BE(this.#at + 8))
    this.#at += headBytes
    const key = this.#bytes()
    const value = this.#bytes()
    const headers: Record<string, Buffer | (Buffer | null)[] | null> = {}
    for (let left = this.#length(); left > 0; left--) {
      const name = String(this.#bytes() ?? '')
      addHeader(headers, name, this.#bytes())
    }
    return { offset, timestamp, key, value, headers: headers as SnapshotRecord['headers'] }
  }

  #bytes(): Buffer | null {
    const length = this.#length()
    if (length < 0) return null
    const from = this.#at
    if (from + length > this.#raw.length) throw new RangeError('a record goes beyond its block')
    this.#at += length
    return this.#raw.subarray(from, this.#at)
  }

  #length(): number {
    const length = this.#raw.readInt32BE(this.#at)
    this.#at += lengthBytes
    return length
  }
}

function addHeader(
  headers: Record<string, Buffer | (Buffer | null)[] | null>,
  name: string,
  value: Buffer | null,
): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined
  const all = before === undefined ? value : [before, value].flat()
  // Assigning to this one would set the object's prototype.
  if (name !== '__proto__') headers[name] = all
  else
    Object.defineProperty(headers, name, { value: all, enumerable: true, configurable: true, writable: true })
}
