import type { KafkaRecord } from '../types.ts'

/**
 * All that this package wants of a Kafka client. One adapter exists (`kafkajs.ts`); another one has to
 * pass the same conformance suite (`conformance.int.test.ts`).
 */
export interface Kafka {
  /** Connects a producer. Rejects when no broker answers. */
  producer(): Promise<Producer>
  /** Starts a supervised consumer at once; it connects, and connects again, in the background. */
  consume(options: ConsumeOptions): Consumer
  /** The partition of a key, as every Kafka client's default partitioner has it (murmur2). */
  partitionOf(key: string | Buffer, partitions: number): number
  /** The number of partitions of each topic that exists. */
  partitionCounts(topics: readonly string[]): Promise<Map<string, number>>
  /** What each partition of the topics that exist holds at this moment. */
  spans(topics: readonly string[]): Promise<Span[]>
  /**
   * Reads the records of a span, in order, as no member of any group: nothing is committed. Ends early where
   * they are no longer kept. Rejects when no broker answers, and may be tried again.
   */
  read(span: Span): AsyncIterable<KafkaRecord>
  /** Creates the topics that are missing; leaves those that exist as they are. */
  createTopics(topics: readonly TopicSettings[]): Promise<void>
  /** Ends what everything but `producer` and `consume` opened. Never hangs. */
  close(): Promise<void>
}

export interface TopicSettings {
  readonly topic: string
  readonly partitions: number
  /** Topic configuration by Kafka's own names: `retention.ms`, `cleanup.policy`. */
  readonly config: Readonly<Record<string, string>>
}

/** A part of a partition: the offsets from `from` to before `to`. */
export interface Span {
  readonly topic: string
  readonly partition: number
  readonly from: bigint
  readonly to: bigint
}

export interface OutgoingRecord {
  readonly topic: string
  readonly partition: number
  readonly key: string | Buffer | null
  readonly value: Buffer | null
  /** One that occurs more than once has all its values. */
  readonly headers: Readonly<Record<string, string | Buffer | readonly (Buffer | null)[]>>
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

export interface ConsumeOptions {
  readonly groupId: string
  readonly topics: readonly string[]
  /** The most records per call of `onRecords`. */
  readonly chunkSize: number
  /**
   * Handles records of one partition, in order; calls for different partitions run concurrently.
   * Resolves with true when all are done, and only then are their offsets committed; with false when
   * it gave up because `signal` was aborted. It must not reject: what it cannot process it
   * dead-letters, and for what is away it waits.
   */
  onRecords(records: readonly KafkaRecord[], signal: AbortSignal): Promise<boolean>
  /** Told when the consumer had to be built anew, with the reason. */
  onRebuild?(reason: string): void
}

export interface Consumer {
  /** Whether the consumer is a member of its group and has shown life lately. */
  readonly healthy: boolean
  /** Finishes the batches in hand, commits their offsets and leaves the group. Bounded in time. */
  stop(): Promise<void>
}
