import type { Kafka as KafkaJs } from 'kafkajs'
import type { Fetched } from '../fetched.ts'

/**
 * The parts of kafkajs' cluster that its consumers and its admin client stand on. They let one request ask a broker
 * about many topics, which the admin client does topic by topic, and fetch without a group, which its consumer cannot.
 */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  /** Asks for metadata anew if those known are older than `metadataMaxAge`. */
  refreshMetadataIfNecessary(): Promise<void>
  /** Of all topics if none is named. */
  metadata(options: { topics: string[] }): Promise<{ topicMetadata: { topic: string }[] }>
  addMultipleTargetTopics(topics: string[]): Promise<void>
  findTopicPartitionMetadata(topic: string): { partitionId: number }[]
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>
  findBroker(options: { nodeId: string }): Promise<Broker>
  /** Any broker, where brokers pass on what is the controller's. */
  findControllerBroker(): Promise<Broker>
  findGroupCoordinatorMetadata(options: {
    groupId: string
    coordinatorType: number
  }): Promise<{ coordinator: { nodeId: number } }>
  fetchTopicsOffset(topics: (Partitions & { fromBeginning: boolean })[]): Promise<PartitionOffsets[]>
}

export interface Broker {
  readonly connectionPool: {
    send<Answer>(protocol: {
      request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<unknown> }
      response: { decode(bytes: Buffer): Promise<Answer>; parse(answer: Answer): Promise<Answer> }
    }): Promise<Answer>
  }
  fetch(request: object): Promise<{ responses: { partitions: Fetched[] }[] }>
  offsetFetch(request: {
    groupId: string
    topics: Partitions[]
  }): Promise<{ responses: readonly PartitionOffsets[] }>
  offsetCommit(request: {
    groupId: string
    groupGenerationId: number
    memberId: string
    topics: readonly PartitionOffsets[]
  }): Promise<unknown>
}

export interface Partitions {
  topic: string
  partitions: { partition: number }[]
}

export interface PartitionOffsets {
  topic: string
  partitions: { partition: number; offset: string }[]
}

export interface ClusterOptions {
  /** 0 for all records (`read_uncommitted`), 1 without those of open transactions (`read_committed`). */
  readonly isolationLevel: 0 | 1
  /** Milliseconds after which what is known of topics and leaders is asked for anew. */
  readonly metadataMaxAge: number
}

/** A cluster of its own, not connected yet. */
export function clusterOf(client: KafkaJs, options: ClusterOptions): Cluster {
  const name = Object.getOwnPropertySymbols(client).find(s => s.description?.endsWith('createCluster'))
  const create = (client as unknown as Record<symbol, (options: object) => Cluster>)[name as symbol]
  return create!({ allowAutoTopicCreation: false, ...options })
}
