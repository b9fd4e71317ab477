import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, zstdCompress } from 'node:zlib'
import {
  blockHeadBytes,
  type EndOfSnapshot,
  formatName,
  formatVersion,
  frame,
  frameHeadBytes,
  placesOf,
  type SnapshotHeader,
  type SnapshotTopic,
} from './format.ts'
import { RecordEncoder, type SnapshotRecord } from './record-codec.ts'

const compress = promisify(zstdCompress)
/** Of records before compression. */
const blockBytes = 256 * 1024

export interface SnapshotWriter {
  /**
   * Adds records of one partition, in order; `place` is its position in the header. Calls for the same place must
   * not overlap. Resolves when there is room for more.
   */
  add(place: number, records: readonly SnapshotRecord[]): Promise<void>
  /** Completes the file and gives it its name. */
  finish(): Promise<EndOfSnapshot & { readonly bytes: number; readonly rawBytes: number }>
  /** Gives up: no file is left. */
  abandon(): Promise<void>
}

/**
 * Writes a snapshot beside `file` and moves it there when it is whole and on the disk. Memory: a block for each
 * partition that is being written. Only its owner may read it.
 */
export async function createSnapshotWriter(
  file: string,
  topics: readonly SnapshotTopic[],
  createdAt: Date,
): Promise<SnapshotWriter> {
  const draft = `${file}.${process.pid}.partial`
  const handle = await open(draft, 'w', 0o600)
  const header: SnapshotHeader = {
    format: formatName,
    version: formatVersion,
    createdAt: createdAt.toISOString(),
    compression: 'zstd',
    topics,
  }
  const output = createOutput(handle)
  const encoders = placesOf(header).map((): RecordEncoder | undefined => undefined)
  let [records, blocks, rawBytes] = [0, 0, 0]
  await output.write(Buffer.from(`${JSON.stringify(header)}\n`))

  async function flush(place: number, encoder: RecordEncoder): Promise<void> {
    const { raw, count } = encoder.take()
    const head = Buffer.alloc(blockHeadBytes)
    head.writeUInt32BE(place, 0)
    head.writeUInt32BE(count, 4)
    head.writeUInt32BE(raw.length, 8)
    const body = Buffer.concat([head, await compress(raw)])
    records += count
    blocks++
    rawBytes += raw.length
    await output.write(framed(frame.records, body))
  }

  return {
    async add(place, added) {
      encoders[place] ??= new RecordEncoder()
      const encoder = encoders[place]
      for (const record of added) {
        encoder.add(record)
        if (encoder.bytes >= blockBytes) await flush(place, encoder)
      }
    },
    async finish() {
      for (const [place, encoder] of encoders.entries()) {
        if (encoder !== undefined && encoder.count > 0) await flush(place, encoder)
      }
      const end: EndOfSnapshot = { records, blocks }
      await output.write(framed(frame.end, Buffer.from(JSON.stringify(end))))
      const bytes = await output.finish()
      await rename(draft, file)
      return { ...end, bytes, rawBytes }
    },
    async abandon() {
      await handle.close().catch(() => {})
      await rm(draft, { force: true })
    },
  }
}

/** Writes in turn, and what it has written at last with a digest. */
function createOutput(handle: FileHandle) {
  const digest = createHash('sha256')
  let bytes = 0
  let turn: Promise<void> = Promise.resolve()
  const append = async (chunk: Buffer) => {
    await handle.appendFile(chunk)
    bytes += chunk.length
  }
  return {
    write(chunk: Buffer): Promise<void> {
      turn = turn.then(async () => {
        digest.update(chunk)
        await append(chunk)
      })
      turn.catch(() => {}) // whoever writes gets the error
      return turn
    },
    async finish(): Promise<number> {
      await turn
      await append(digest.digest())
      await handle.sync()
      await handle.close()
      return bytes
    },
  }
}

function framed(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(frameHeadBytes)
  head.writeUInt8(type, 0)
  head.writeUInt32BE(body.length, 1)
  head.writeUInt32BE(crc32(body, crc32(head.subarray(0, 5))), 5)
  return Buffer.concat([head, body])
}
