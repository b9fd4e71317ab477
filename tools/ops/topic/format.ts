import { ServiceError } from '@orderflow/service-kit'

/**
 * The file of a snapshot; docs/topic-snapshots.md describes it byte by byte. A line of JSON, then frames of
 * compressed records, then a frame that counts them, then a SHA-256 of all that precedes it.
 */
export const formatName = 'orderflow-topic-snapshot'
export const formatVersion = 1

/** Frame types. */
export const frame = { records: 1, end: 2 } as const
/** Type, length of the body, CRC32 of both and the body. */
export const frameHeadBytes = 9
/** Place, number of records, and their bytes before compression. */
export const blockHeadBytes = 12
/**
 * Of a block's records before compression. A block is written once it has 256 KiB, and a record is part of a batch that
 * has 32 MiB at most; zstd makes gigabytes of a megabyte.
 */
export const maxBlockBytes = 64 * 1024 * 1024
export const digestBytes = 32
export const maxHeaderBytes = 16 * 1024 * 1024

export interface SnapshotPartition {
  readonly partition: number
  /** The first offset and the one behind the last, when the snapshot began; decimal text. */
  readonly from: string
  readonly to: string
}

export interface SnapshotTopic {
  readonly topic: string
  readonly partitions: readonly SnapshotPartition[]
}

export interface SnapshotHeader {
  readonly format: typeof formatName
  readonly version: typeof formatVersion
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  readonly compression: 'zstd'
  readonly topics: readonly SnapshotTopic[]
}

/** A partition of a topic; blocks name it by its position in the header. */
export interface Place extends SnapshotPartition {
  readonly topic: string
}

export const placesOf = ({ topics }: Pick<SnapshotHeader, 'topics'>): Place[] =>
  topics.flatMap(({ topic, partitions }) => partitions.map(partition => ({ topic, ...partition })))

export interface EndOfSnapshot {
  readonly records: number
  readonly blocks: number
}

export const broken = (file: string, what: string) =>
  new ServiceError(
    'SNAPSHOT_BROKEN',
    `${file} is not a whole snapshot: ${what}. Take it again, or get another copy of it.`,
  )
