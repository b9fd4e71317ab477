import { randomUUID } from 'node:crypto'
import type { Kafka, Producer } from '../kafka/port.ts'
import type { KafkaRecord } from '../types/record.ts'
import { type Observed, toObserved } from './messages.ts'
import { until } from './until.ts'

export interface Observer {
  /** All that the topics hold, as far as it has been read, in the order of each key. */
  readonly observed: readonly Observed[]
  /** Waits for what `find` looks for; fails with what the topics hold. */
  eventually<Found>(find: (observed: readonly Observed[]) => Found | undefined | false): Promise<Found>
  /**
   * Puts a fence on every partition of these topics and waits until all are observed, on the topic itself
   * or as dead letters: all that lay before them has then been read.
   */
  fence(topics: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Reads all topics from their beginning. A fence is no event: no service can read it, and it is not shown. */
export function startObserver(kafka: Kafka, producer: Producer, topics: readonly string[]): Observer {
  const observed: Observed[] = []
  const fences = new Map<string, Set<string>>()
  const consumer = kafka.consume({
    groupId: 'observer',
    topics,
    chunkSize: 1000,
    async onRecords(records) {
      for (const record of records) {
        const seen = toObserved(record)
        const fence = fences.get(seen.headers.fence ?? '')
        if (fence === undefined) observed.push(seen)
        else fence.add(placeOf(record, seen.headers))
      }
      return true
    },
  })

  const described = () =>
    `on the topics:\n${observed.map(({ topic, key }) => `${topic} ${key}`).join('\n') || '(nothing)'}`
  return {
    observed,
    eventually: find => until(() => find(observed), described),
    async fence(fenced) {
      const fence = randomUUID()
      const seen = new Set<string>()
      fences.set(fence, seen)
      const counts = await kafka.partitionCounts(fenced)
      const records = [...counts].flatMap(([topic, count]) =>
        Array.from({ length: count }, (_, partition) => {
          return { topic, partition, key: 'fence', value: Buffer.from('fence'), headers: { fence } }
        }),
      )
      await producer.send(records)
      await until(
        () => seen.size === records.length,
        () => `${seen.size} of ${records.length} fences, and ${described()}`,
      )
    },
    stop: () => consumer.stop(),
  }
}

/** Where a record was first: a dead letter says where it came from. */
const placeOf = ({ topic, partition }: KafkaRecord, headers: Observed['headers']) =>
  `${headers.dlq_topic ?? topic}/${headers.dlq_partition ?? partition}`
