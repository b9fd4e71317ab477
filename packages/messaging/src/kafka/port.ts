import type { TopicSettings } from '@orderflow/event-contracts'
import type { KafkaRecord } from '../types/record.ts'
import type { AccessChange, AccessRule } from './access.ts'
import type { Refusal } from './refusal.ts'

/**
 * All that this package wants of a Kafka client. Two adapters exist (`kafkajs/`, `platformatic/`), and pass the same conformance
 * suite (`conformance.int.test.ts`).
 */
export interface Kafka {
  /** Connects a producer. Rejects when no broker answers. */
  producer(): Promise<Producer>
  /** Starts a supervised consumer at once; it connects, and connects again, in the background. */
  consume(options: ConsumeOptions): Consumer
  /** The partition of a key, as every Kafka client's default partitioner has it (murmur2). */
  partitionOf(key: string | Buffer, partitions: number): number
  /** The number of partitions of each topic that exists and of whose partitions each has a leader. */
  partitionCounts(topics: readonly string[]): Promise<Map<string, number>>
  /**
   * What a broker has refused, out of an error that a producer has thrown, however deep it is wrapped; undefined if the
   * connection failed, or nobody answered.
   */
  refusalOf(error: unknown): Refusal | undefined
  /** Opens a reader of what topics hold; it is in no consumer group and commits nothing. */
  reader(): Promise<Reader>
  /** Creates the topics that are missing; leaves those that exist as they are. */
  createTopics(topics: readonly TopicSettings[]): Promise<void>
  /**
   * The values of these settings for each topic that exists, by Kafka's own names; a setting that the broker
   * does not know is left out.
   */
  topicConfigs(
    topics: readonly string[],
    names: readonly string[],
  ): Promise<Map<string, ReadonlyMap<string, string>>>
  /**
   * Gives a user a password, in place of any before: connections that are there stay, new ones need the new one. For
   * administrators.
   *
   * @throws MessagingError `KAFKA_USER_REFUSED`, `KAFKA_ACCESS_DENIED`, `KAFKA_UNAVAILABLE`
   */
  putUser(user: string, password: string): Promise<void>
  /**
   * Makes the rules of a user be exactly these. For administrators.
   *
   * @param isAnothers topics on which what the user may do stays as it is
   * @throws MessagingError `KAFKA_ACCESS_DENIED`, `KAFKA_UNAVAILABLE`
   */
  setAccess(
    user: string,
    rules: readonly AccessRule[],
    isAnothers?: (topic: string) => boolean,
  ): Promise<AccessChange>
  /**
   * Bounds what a user may send, in bytes a second to each broker, all its connections together: a broker that has taken
   * more lets them wait, and for as long as what is too much takes at this rate: a bound below what is sent at once makes
   * requests wait until they are given up. For administrators.
   *
   * @throws MessagingError `KAFKA_QUOTA_REFUSED`, `KAFKA_ACCESS_DENIED`, `KAFKA_UNAVAILABLE`
   */
  throttle(user: string, bytesPerSecond: number): Promise<void>
  /**
   * How far a group is behind, for each partition of those topics that exist; it need not have a member, nor
   * ever have had one. In order of topic and partition. Bounded in time, and cheap enough to be asked every few seconds.
   *
   * @throws MessagingError `KAFKA_UNAVAILABLE`, `KAFKA_ACCESS_DENIED`
   */
  lag(groupId: string, topics: readonly string[]): Promise<PartitionLag[]>
  /**
   * How much lies on each partition of those topics that exist. In order of topic and partition. Bounded in
   * time, and cheap enough to be asked every few seconds.
   *
   * @throws MessagingError `KAFKA_UNAVAILABLE`, `KAFKA_ACCESS_DENIED`
   */
  depths(topics: readonly string[]): Promise<PartitionDepth[]>
  /** Ends what the calls about topics and groups opened. Never hangs. */
  close(): Promise<void>
}

/**
 * A group's place on a partition. Offsets count from 0 and are not records: compaction and aborted transactions leave
 * gaps, and each transaction ends with a marker that takes one. So `lag` may say more than there is to read, never less,
 * and a group that has read all may stay one behind a marker until the next record comes.
 */
export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** The offset that the next record will have, open transactions included. */
  readonly end: number
  /** The offset that the group will go on at; −1 if it has committed none. */
  readonly committed: number
  /** From there to the end, or from the first record where the group would begin there. */
  readonly lag: number
}

/** What a partition holds; the same is true of its offsets. */
export interface PartitionDepth {
  readonly topic: string
  readonly partition: number
  /** The offset of the first record that is still there. */
  readonly start: number
  /** The offset that the next record will have, open transactions included. */
  readonly end: number
  /** end − start */
  readonly depth: number
}

export type HeaderValue = string | Buffer | null

export interface OutgoingRecord {
  readonly topic: string
  readonly partition: number
  readonly key: string | Buffer | null
  readonly value: string | Buffer | null
  /** A header that is to occur several times has all its values. */
  readonly headers: Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>
  /** Milliseconds since 1970; the time of sending unless given. */
  readonly timestamp?: string
}

export interface Producer {
  /**
   * Sends the records with acks −1 and resolves with the partitions, as `topic/partition`, whose
   * records the broker has acknowledged: only those are safe. Never retries by itself. After a
   * rejection or a gap the producer must be discarded.
   */
  send(records: readonly OutgoingRecord[]): Promise<Set<string>>
  /** Disconnects; gives up waiting after some seconds. */
  close(): Promise<void>
}

/** A part of a partition: offsets from `from` on, below `to`. */
export interface PartitionRange {
  readonly topic: string
  readonly partition: number
  readonly from: bigint
  readonly to: bigint
}

export interface Reader {
  /**
   * All that the topics hold at this moment: from each partition's first offset to its end, open transactions
   * left out. Topics that do not exist are left out; all topics but Kafka's own unless told. In order of topic
   * and partition.
   */
  ranges(topics?: readonly string[]): Promise<PartitionRange[]>
  /**
   * The records of a range in order, in chunks. It ends at the range's end, also where compaction, transaction
   * markers or aborted transactions leave nothing to read. A broker that is away is waited for, for 30 s.
   *
   * @throws MessagingError `RANGE_DELETED`, `KAFKA_UNAVAILABLE`, `KAFKA_ACCESS_DENIED`
   */
  read(range: PartitionRange): AsyncIterable<readonly KafkaRecord[]>
  /** Disconnects; gives up waiting after some seconds. */
  close(): Promise<void>
}

/** A record that is not done yet, while those after it are handed over already. */
export interface Pending {
  readonly offset: string
  /** The partition's committed offset stays at or below this one until it resolves; for good, if it rejects. */
  readonly settled: Promise<unknown>
}

/** A part of a partition that was deleted before its group had read it. Offsets, which may be more than records were. */
export interface SkippedOffsets {
  readonly topic: string
  readonly partition: number
  /** Where the group would have gone on. */
  readonly from: number
  /** The first offset that is still there: it goes on here. */
  readonly to: number
}

export interface ConsumeOptions {
  readonly groupId: string
  /** The name of the way in which partitions are given to members; those of one group have to agree. `slots` unless told. */
  readonly assigner?: string | undefined
  readonly topics: readonly string[]
  /** The most records per call of `onRecords`. */
  readonly chunkSize: number
  /** Milliseconds that records may wait for others, to be handled together; 0 unless told. A backlog does not wait. */
  readonly gatherMs?: number | undefined
  /**
   * Handles records of one partition, in order; calls for different partitions run concurrently.
   * Resolves with true when all are done, and only then are their offsets committed; with those that are still
   * pending when all others are done; with false when it gave up because `signal` was aborted. It must not reject: what it cannot process it
   * dead-letters, and for what is away it waits.
   */
  onRecords(records: readonly KafkaRecord[], signal: AbortSignal): Promise<boolean | readonly Pending[]>
  /** Told what was deleted, by retention or by hand, before the group had read it. */
  onSkipped?(skipped: SkippedOffsets): void
  /** Told when the consumer had to be built anew, with the reason. */
  onRebuild?(reason: string): void
}

export interface Consumer {
  /** Whether the consumer is a member of its group and has shown life lately. */
  readonly healthy: boolean
  /** Finishes the batches in hand, commits their offsets and leaves the group. Bounded in time. */
  stop(): Promise<void>
}
