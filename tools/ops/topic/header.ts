import type { FileHandle } from 'node:fs/promises'
import { ServiceError } from '@orderflow/service-kit'
import {
  broken,
  formatName,
  formatVersion,
  maxHeaderBytes,
  type SnapshotHeader,
  type SnapshotPartition,
} from './format.ts'

/**
 * The first line of a snapshot, and its bytes with the line's end.
 *
 * @throws ServiceError `SNAPSHOT_BROKEN`, `SNAPSHOT_VERSION`
 */
export async function readHeader(
  file: string,
  handle: FileHandle,
): Promise<{ header: SnapshotHeader; line: Buffer }> {
  const line = await readLine(handle)
  const header = line?.includes(formatName) && parsed<SnapshotHeader>(file, line)
  if (!header || header.format !== formatName) throw broken(file, 'it does not begin as one')
  const { version, compression } = header
  if (version !== formatVersion || compression !== 'zstd') {
    throw new ServiceError(
      'SNAPSHOT_VERSION',
      `${file} has version ${JSON.stringify(version)} of the format (${JSON.stringify(compression)}), and this program reads version ${formatVersion} (zstd): use the program that wrote it.`,
    )
  }
  if (!isComplete(header)) throw broken(file, 'its first line does not say what it holds')
  return { header, line: line as Buffer }
}

/** Undefined where the file has no line, or none that is short enough. */
async function readLine(handle: FileHandle): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  for (let at = 0; at < maxHeaderBytes; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, at)
    if (bytesRead === 0) return undefined
    const end = buffer.subarray(0, bytesRead).indexOf('\n')
    chunks.push(buffer.subarray(0, end < 0 ? bytesRead : end + 1))
    if (end >= 0) return Buffer.concat(chunks)
    at += bytesRead
  }
  return undefined
}

const decimal = (value: unknown) => /^\d+$/.test(String(value))

const isComplete = ({ topics }: SnapshotHeader) =>
  Array.isArray(topics) &&
  topics.every(
    (each: Partial<SnapshotHeader['topics'][number]> | null) =>
      typeof each?.topic === 'string' && Array.isArray(each.partitions) && each.partitions.every(isPartition),
  )

const isPartition = (each: Partial<SnapshotPartition> | null) =>
  Number.isInteger(each?.partition) && decimal(each?.from) && decimal(each?.to)

export function parsed<Value>(file: string, json: Buffer): Value {
  try {
    return JSON.parse(json.toString())
  } catch {
    throw broken(file, 'its first or last part is not JSON')
  }
}
