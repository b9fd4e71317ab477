import { createKafka, type KafkaAddress, type KafkaRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'

const logger = createLogger({ service: 'chaos', level: 'silent' })

export interface KeyWatch {
  /** Events that came after a later one of their key and topic. */
  readonly disordered: readonly string[]
  readonly events: number
  /** The readers are away until `start` is called. */
  stop(): Promise<void>
  start(): void
}

/**
 * A group that reads topics, slowly and with so many members that the old and the new partition of a key are read by different ones,
 * and looks at the order in which each key's events come.
 *
 * @param slowMs the longest that a chunk of one partition takes
 */
export function watchKeys(
  address: KafkaAddress,
  group: string,
  topics: readonly string[],
  slowMs: () => number,
): KeyWatch {
  const kafkas = Array.from({ length: 5 }, () => createKafka({ clientId: group, ...address, logger }))
  const ids = new Set<string>()
  const versions = new Map<string, number>()
  const disordered: string[] = []

  function see({ topic, partition, key, headers }: KafkaRecord) {
    const id = String(headers.ce_id)
    if (ids.has(id)) return
    ids.add(id)
    const place = `${topic} ${key}`
    const version = Number(headers.ce_sequence)
    const before = versions.get(place) ?? 0
    if (version < before)
      disordered.push(`${place}: version ${version} of partition ${partition} after ${before}`)
    else versions.set(place, version)
  }

  const start = () =>
    kafkas.map(kafka =>
      kafka.consume({
        groupId: group,
        topics,
        chunkSize: 50,
        async onRecords(records) {
          await new Promise(resolve => setTimeout(resolve, slowMs()))
          for (const record of records) see(record)
          return true
        },
      }),
    )
  let consumers = start()
  return {
    disordered,
    get events() {
      return ids.size
    },
    async stop() {
      await Promise.all(consumers.splice(0).map(consumer => consumer.stop()))
    },
    start() {
      consumers = start()
    },
  }
}
