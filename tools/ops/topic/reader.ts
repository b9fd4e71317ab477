import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, zstdDecompress } from 'node:zlib'
import { ServiceError } from '@orderflow/service-kit'
import {
  blockHeadBytes,
  broken,
  digestBytes,
  type EndOfSnapshot,
  frame,
  frameHeadBytes,
  maxBlockBytes,
  type Place,
  placesOf,
  type SnapshotHeader,
} from './format.ts'
import { parsed, readHeader } from './header.ts'
import { RecordDecoder } from './record-codec.ts'

const decompress = promisify(zstdDecompress)

/** Where the records of a block are. */
export interface Block {
  /** Its frame's first byte. */
  readonly at: number
  readonly records: number
}

export interface PlaceContent extends Place {
  /** In order. */
  readonly blocks: readonly Block[]
  readonly records: number
}

/** A snapshot that was read through once and is whole. */
export interface Snapshot extends EndOfSnapshot {
  readonly file: string
  readonly header: SnapshotHeader
  readonly places: readonly PlaceContent[]
  readonly bytes: number
  /** The least timestamp of a record, in milliseconds; undefined without records. */
  readonly oldest: number | undefined
  /** The records of a block, as bytes to decode. */
  load(block: Block): Promise<Buffer>
  close(): Promise<void>
}

/**
 * Opens a snapshot and reads it through: every checksum, every record, every count.
 *
 * @throws ServiceError `SNAPSHOT_MISSING`, `SNAPSHOT_BROKEN`, `SNAPSHOT_VERSION`
 */
export async function openSnapshot(file: string): Promise<Snapshot> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw new ServiceError('SNAPSHOT_MISSING', `${file} cannot be read (${cause.code}).`, { cause })
  })
  try {
    if (!(await handle.stat()).isFile()) {
      throw new ServiceError('SNAPSHOT_MISSING', `${file} is no file: name the file of a snapshot.`)
    }
    return await verified(file, handle)
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function verified(file: string, handle: FileHandle): Promise<Snapshot> {
  const { size } = await handle.stat()
  const digest = createHash('sha256')
  const { header, line } = await readHeader(file, handle)
  digest.update(line)
  const places = placesOf(header).map(place => ({ ...place, blocks: [] as Block[], records: 0 }))
  const last = places.map(({ from }) => BigInt(from) - 1n)
  const end = size - digestBytes
  let [records, blocks, oldest] = [0, 0, Number.POSITIVE_INFINITY]

  async function readBlock(at: number, body: Buffer): Promise<void> {
    if (body.length < blockHeadBytes) throw broken(file, `the block at byte ${at} is too short`)
    const number = body.readUInt32BE(0)
    const place = places[number]
    if (place === undefined) throw broken(file, `the block at byte ${at} names no partition`)
    const { raw, count } = await inflated(file, at, body)
    const decoder = new RecordDecoder(raw)
    try {
      for (let n = 0; n < count; n++) {
        const { offset, timestamp } = decoder.next()
        const at = BigInt(offset)
        if (at <= (last[number] as bigint) || at >= BigInt(place.to)) throw new RangeError('offsets')
        last[number] = at
        oldest = Math.min(oldest, Number(timestamp))
      }
      if (!decoder.atEnd) throw new RangeError('more bytes than records')
    } catch (error) {
      if (error instanceof RangeError) throw broken(file, `the block at byte ${at} does not hold its records`)
      throw error
    }
    place.blocks.push({ at, records: count })
    place.records += count
    records += count
    blocks++
  }

  for (let at = line.length; ; ) {
    const { type, head, body } = await readFrame(file, handle, at, end)
    digest.update(head).update(body)
    if (type === frame.records) await readBlock(at, body)
    at += frameHeadBytes + body.length
    if (type === frame.records) continue
    if (type === frame.end) {
      if (at !== end) throw broken(file, 'it goes on behind its end')
      const written = parsed<EndOfSnapshot | null>(file, body)
      if (written?.records !== records || written.blocks !== blocks) throw broken(file, 'records are missing')
      break
    }
    throw broken(file, `the part before byte ${at} is of an unknown kind`)
  }
  if (!digest.digest().equals(await bytesAt(file, handle, end, digestBytes))) {
    throw broken(file, 'its checksum does not match')
  }
  return {
    file,
    header,
    places,
    records,
    blocks,
    bytes: size,
    oldest: records === 0 ? undefined : oldest,
    // The file is open: it cannot be exchanged meanwhile, only written into, which its checksums find again.
    async load({ at }) {
      return (await inflated(file, at, (await readFrame(file, handle, at, end)).body)).raw
    },
    close: () => handle.close(),
  }
}

async function readFrame(file: string, handle: FileHandle, at: number, end: number) {
  if (at + frameHeadBytes > end) throw broken(file, 'its end is missing')
  const head = await bytesAt(file, handle, at, frameHeadBytes)
  const length = head.readUInt32BE(1)
  if (at + frameHeadBytes + length > end) throw broken(file, 'its end is missing')
  const body = await bytesAt(file, handle, at + frameHeadBytes, length)
  if (crc32(body, crc32(head.subarray(0, 5))) !== head.readUInt32BE(5)) {
    throw broken(file, `the part at byte ${at} was altered`)
  }
  return { type: head.readUInt8(0), head, body }
}

async function inflated(file: string, at: number, body: Buffer): Promise<{ raw: Buffer; count: number }> {
  const [count, length] = [body.readUInt32BE(4), body.readUInt32BE(8)]
  if (length > maxBlockBytes) throw broken(file, `the block at byte ${at} is larger than any that is written`)
  const raw = await decompress(body.subarray(blockHeadBytes), { maxOutputLength: Math.max(length, 1) }).catch(
    () => undefined,
  )
  if (raw?.length !== length) throw broken(file, `the block at byte ${at} cannot be unpacked`)
  return { raw, count }
}

async function bytesAt(file: string, handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  const { bytesRead } = await handle.read(bytes, 0, length, at)
  if (bytesRead !== length) throw broken(file, 'its end is missing')
  return bytes
}
