import { createHash } from 'node:crypto'
import { crc32, zstdCompressSync } from 'node:zlib'
import { frame, frameHeadBytes } from '../../../ops/topic/format.ts'

/** A snapshot's parts, any of them wrong. Checksums are right, so that what they cover is read at all. */
export interface SnapshotCase {
  readonly [name: string]: unknown
  /** The first line, without its end. */
  readonly header: string
  readonly parts: readonly Part[]
  /** What is done to the whole file at last. */
  readonly damage?: Damage
}

export type Part = Block | Other

/** Records. What is not said is as it has to be. */
export interface Block {
  readonly place: number
  readonly records: number
  readonly length?: number
  /** Base64, before compression. */
  readonly raw: string
  /** Its bytes stand there as they are, not compressed. */
  readonly stored?: true
}

/** A part of another kind, the end among them. */
export interface Other {
  readonly type: number
  readonly text: string
}

export interface Damage {
  /** So many bytes at the end are missing. */
  readonly cut?: number
  /** The byte here, from the end, is another. */
  readonly at?: number
}

/** The bytes of the file. */
export function fileOf({ header, parts, damage = {} }: SnapshotCase): Buffer {
  const content = Buffer.concat([Buffer.from(`${header}\n`), ...parts.map(bytesOf)])
  const digest = createHash('sha256').update(content).digest()
  const file = Buffer.concat([content, digest])
  const { cut = 0, at } = damage
  const byte = at === undefined ? -1 : file.length - 1 - (at % file.length)
  if (byte >= 0) file.writeUInt8(file.readUInt8(byte) ^ 1, byte)
  return file.subarray(0, Math.max(0, file.length - cut))
}

function bytesOf(part: Part): Buffer {
  if ('type' in part) return framed(part.type, Buffer.from(part.text, 'latin1'))
  const raw = Buffer.from(part.raw, 'base64')
  const head = Buffer.alloc(12)
  head.writeUInt32BE(part.place >>> 0, 0)
  head.writeUInt32BE(part.records >>> 0, 4)
  head.writeUInt32BE((part.length ?? raw.length) >>> 0, 8)
  return framed(frame.records, Buffer.concat([head, part.stored ? raw : zstdCompressSync(raw)]))
}

function framed(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(frameHeadBytes)
  head.writeUInt8(type & 0xff, 0)
  head.writeUInt32BE(body.length, 1)
  head.writeUInt32BE(crc32(body, crc32(head.subarray(0, 5))), 5)
  return Buffer.concat([head, body])
}
