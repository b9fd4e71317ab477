import type { Kafka as KafkaJs, KafkaMessage } from 'kafkajs'
import { describe, MessagingError } from '../errors.ts'
import type { KafkaRecord } from '../types.ts'
import { settledWithin } from './bounded.ts'
import type { Span } from './port.ts'

const disconnectWithinMs = 3_000
const fetchBytes = 1_000_000
const readCommitted = 1

/** The part of kafkajs' own `Cluster` that is used here; its public consumer reads only as a member of a group. */
interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addMultipleTargetTopics(topics: string[]): Promise<void>
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>
  findBroker(node: { nodeId: string }): Promise<Broker>
}

interface Broker {
  fetch(request: object): Promise<{
    responses: readonly {
      readonly partitions: readonly { readonly messages: readonly FetchedMessage[] }[]
    }[]
  }>
}

type FetchedMessage = KafkaMessage & { readonly isControlRecord?: boolean }

export interface Reader {
  read(span: Span): AsyncGenerator<KafkaRecord, void, void>
  close(): Promise<void>
}

/** Reads spans of partitions, in no consumer group. What fails closes the connections; the next read opens new ones. */
export function createReader(client: KafkaJs): Reader {
  let cluster: Promise<Cluster> | undefined

  function discard() {
    const current = cluster
    cluster = undefined
    return current === undefined
      ? Promise.resolve()
      : settledWithin(
          disconnectWithinMs,
          current.then(c => c.disconnect()),
        )
  }

  async function fetch({ topic, partition }: Span, offset: bigint): Promise<readonly FetchedMessage[]> {
    cluster ??= connect(client)
    try {
      const current = await cluster
      await current.addMultipleTargetTopics([topic])
      const [nodeId] = Object.keys(current.findLeaderForPartitions(topic, [partition]))
      if (nodeId === undefined) return []
      const broker = await current.findBroker({ nodeId })
      const partitions = [{ partition, fetchOffset: String(offset), maxBytes: fetchBytes }]
      const { responses } = await broker.fetch({
        isolationLevel: readCommitted,
        maxWaitTime: 500,
        topics: [{ topic, partitions }],
      })
      return responses[0]?.partitions[0]?.messages ?? []
    } catch (error) {
      // Retention has deleted what was about to be read.
      if ((error as { type?: string }).type === 'OFFSET_OUT_OF_RANGE') return []
      void discard()
      throw new MessagingError('KAFKA_UNAVAILABLE', `Kafka did not answer: ${describe(error)}.`, error)
    }
  }

  return {
    async *read(span) {
      const { topic, partition, to } = span
      for (let next = span.from; next < to; ) {
        const messages = await fetch(span, next)
        const last = messages.at(-1)
        if (last === undefined) return
        for (const { offset, key, value, headers, timestamp, isControlRecord } of messages) {
          // A batch is sent whole: it may begin before what was asked for, and end after it.
          if (BigInt(offset) < next || BigInt(offset) >= to || isControlRecord) continue
          yield { topic, partition, offset, key, value, headers: headers ?? {}, timestamp }
        }
        next = BigInt(last.offset) + 1n
      }
    },
    close: discard,
  }
}

async function connect(client: KafkaJs): Promise<Cluster> {
  const symbol = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )
  const create = client[symbol as unknown as keyof KafkaJs] as unknown as (options: object) => Cluster
  const cluster = create({ metadataMaxAge: 10_000, allowAutoTopicCreation: false })
  await cluster.connect()
  return cluster
}
