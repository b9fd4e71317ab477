import { promisify } from 'node:util'
import { gunzip, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { decompressFrame } from 'lz4-napi'
import { uncompress } from 'snappy'

/**
 * The most bytes of a batch's records, decompressed: 32 times what a broker takes for a batch unless it is told
 * otherwise. Only the compressed size is the broker's to limit, and zstd makes gigabytes of a megabyte.
 */
export const maxDecompressedBytes = 32 * 1024 * 1024

const limit = { maxOutputLength: maxDecompressedBytes }
const fromGzip = promisify(gunzip)
const zstdFrame = promisify(zstdDecompress) as unknown as (
  bytes: Buffer,
  options: object,
) => Promise<{ buffer: Buffer; engine: { bytesWritten: number } }>

/** Kafka's codecs by their number in a batch's attributes. */
const codecs: Readonly<Record<number, (bytes: Buffer) => Promise<Buffer>>> = {
  1: bytes => fromGzip(bytes, limit),
  2: fromSnappy,
  3: fromLz4,
  4: fromZstd,
}

/**
 * Decompresses what a producer or a broker has compressed with the codec of this number.
 *
 * @throws Error with the reason, in words, if that cannot be done or would take more than the limit
 */
export async function decompress(codec: number, bytes: Buffer): Promise<Buffer> {
  const known = codecs[codec]
  if (known === undefined) throw new RangeError(`codec ${codec} is unknown`)
  return await known(bytes)
}

/** So many compressed bytes, and so many that they become, take no longer in place than the way to a thread and back. */
const small = { compressed: 32 * 1024, bytes: 256 * 1024 } as const

/** One small frame; undefined where it is something else, or nothing that can be decompressed. */
function smallFrame(bytes: Buffer): Buffer | undefined {
  if (bytes.length > small.compressed) return undefined
  try {
    const options = { maxOutputLength: small.bytes, info: true }
    const { buffer, engine } = zstdDecompressSync(bytes, options) as unknown as Awaited<
      ReturnType<typeof zstdFrame>
    >
    return engine.bytesWritten === bytes.length ? buffer : undefined
  } catch {
    return undefined // the long way finds out why
  }
}

/** Frames, which nearly always is one; Node's own function reads the first. */
async function fromZstd(bytes: Buffer): Promise<Buffer> {
  const whole = smallFrame(bytes)
  if (whole !== undefined) return whole
  const frames: Buffer[] = []
  let room = maxDecompressedBytes
  for (let rest = bytes; rest.length > 0; ) {
    const { buffer, engine } = await zstdFrame(rest, { maxOutputLength: Math.max(1, room), info: true })
    if (engine.bytesWritten === 0) throw new RangeError('a frame of zstd does not end')
    room -= buffer.length
    frames.push(buffer)
    rest = rest.subarray(engine.bytesWritten)
  }
  return frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames)
}

/**
 * Blocks behind a header of the Java library snappy-java ("xerial"), each with its length, which Kafka's own clients write;
 * one block alone from others.
 */
async function fromSnappy(bytes: Buffer): Promise<Buffer> {
  if (!bytes.subarray(0, xerial.length).equals(xerial)) return await snappyBlock(bytes, maxDecompressedBytes)
  const blocks: Buffer[] = []
  let room = maxDecompressedBytes
  for (let at = xerialHeadBytes; at < bytes.length; ) {
    const end = at + 4 + bytes.readInt32BE(at)
    if (end < at + 4 || end > bytes.length) throw new RangeError('a block of snappy goes beyond its end')
    const block = await snappyBlock(bytes.subarray(at + 4, end), room)
    room -= block.length
    blocks.push(block)
    at = end
  }
  return Buffer.concat(blocks)
}

const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const xerialHeadBytes = 16

/** A block says first how long it is decompressed, and the library makes that much room. */
async function snappyBlock(block: Buffer, room: number): Promise<Buffer> {
  let length = 0
  for (let at = 0, factor = 1; at < 5; at++, factor *= 0x80) {
    const byte = block[at] ?? 0
    length += (byte & 0x7f) * factor
    if (byte <= 0x7f) break
  }
  refuseBeyond(length, room)
  return Buffer.from(await uncompress(block))
}

/** One frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). Its blocks say how long they may be at most. */
async function fromLz4(bytes: Buffer): Promise<Buffer> {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== lz4Magic) throw new RangeError('no frame of lz4')
  const flags = bytes.readUInt8(4)
  const blockBytes = lz4BlockBytes[(bytes.readUInt8(5) >> 4) & 7]
  if (blockBytes === undefined) throw new RangeError('a frame of lz4 with blocks of unknown size')
  const checksumBytes = flags & 0x10 ? 4 : 0
  let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0)
  let atMost = 0
  for (;;) {
    if (at + 4 > bytes.length) throw new RangeError('a frame of lz4 has no end')
    const head = bytes.readUInt32LE(at)
    at += 4
    if (head === 0) break
    const length = head & 0x7fff_ffff
    atMost += head > 0x7fff_ffff ? length : blockBytes
    at += length + checksumBytes
  }
  refuseBeyond(atMost, maxDecompressedBytes)
  return await decompressFrame(bytes.subarray(0, at + (flags & 0x04 ? 4 : 0)))
}

const lz4Magic = 0x184d2204
const lz4BlockBytes: Readonly<Record<number, number>> = {
  4: 64 * 1024,
  5: 256 * 1024,
  6: 1024 * 1024,
  7: 4 * 1024 * 1024,
}

function refuseBeyond(length: number, room: number): void {
  if (length <= room) return
  throw new RangeError(`decompressed it would have more than ${maxDecompressedBytes} bytes`)
}
