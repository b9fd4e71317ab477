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

/** Encodes one record into a buffer of its own size. Deltas are safe integers. */
export function encodeRecord({
  offsetDelta = 0,
  timestampDelta = 0,
  key,
  value,
  headers = {},
}: RecordToEncode): Encoded {
  const parts: Bytes[] = [key, value] // then names and values of headers in turn
  for (const name of Object.keys(headers)) {
    const given = headers[name]
    if (!Array.isArray(given)) parts.push(name, given as Bytes)
    else for (const each of given) parts.push(name, each)
  }
  const lengths: number[] = []
  for (const part of parts) lengths.push(lengthOf(part))
  const headerCount = parts.length / 2 - 1
  let size = 1 + sizeOfVarint(timestampDelta) + sizeOfVarint(offsetDelta) + sizeOfVarint(headerCount)
  for (const length of lengths) size += sizeOfVarint(length) + Math.max(0, length)

  const buffer = Buffer.allocUnsafe(sizeOfVarint(size) + size)
  let at = writeVarint(buffer, 0, size)
  buffer[at++] = 0 // attributes: none are defined
  at = writeVarint(buffer, at, timestampDelta)
  at = writeVarint(buffer, at, offsetDelta)
  at = write(buffer, at, key, lengthOf(key))
  at = write(buffer, at, value, lengthOf(value))
  at = writeVarint(buffer, at, headerCount)
  for (let i = 2; i < parts.length; i++) at = write(buffer, at, parts[i], lengths[i] as number)
  return { buf: buffer, buffer }
}

/** In bytes; −1 of what is not there, as the format has it. */
function lengthOf(bytes: Bytes): number {
  if (bytes === null || bytes === undefined) return -1
  return typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length
}

/** Up to so many characters a loop takes no longer than a call of what is not JavaScript. */
const shortText = 20

/** Writes the length, which is known, and the bytes; a text as UTF-8, which is ASCII nearly always. */
function write(buffer: Buffer, at: number, bytes: Bytes, length: number): number {
  let to = writeVarint(buffer, at, length)
  if (bytes === null || bytes === undefined) return to
  if (typeof bytes !== 'string') return to + bytes.copy(buffer, to)
  if (length !== bytes.length || length > shortText) return to + buffer.write(bytes, to)
  for (let i = 0; i < length; i++) buffer[to++] = bytes.charCodeAt(i)
  return to
}

const isInt32 = (value: number) => value === (value | 0)
const zigzag = (value: number) => ((value << 1) ^ (value >> 31)) >>> 0
const wideZigzag = (value: number) => BigInt(value < 0 ? -value : value) * 2n - (value < 0 ? 1n : 0n)

function sizeOfVarint(value: number): number {
  if (!isInt32(value)) return Math.ceil(wideZigzag(value).toString(2).length / 7)
  let size = 1
  for (let rest = zigzag(value); rest > 0x7f; rest >>>= 7) size++
  return size
}

function writeVarint(buffer: Buffer, at: number, value: number): number {
  let to = at
  if (!isInt32(value)) {
    let wide = wideZigzag(value)
    for (; wide > 0x7fn; wide >>= 7n) buffer[to++] = Number(wide & 0x7fn) | 0x80
    buffer[to++] = Number(wide)
    return to
  }
  let rest = zigzag(value)
  for (; rest > 0x7f; rest >>>= 7) buffer[to++] = (rest & 0x7f) | 0x80
  buffer[to++] = rest
  return to
}
