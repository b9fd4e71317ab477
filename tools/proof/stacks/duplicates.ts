import type { Kafka, KafkaRecord, OutgoingRecord } from '@orderflow/messaging/kafka'

/** Every so manyth record is put on its topic once more. */
const everyNth = 5

/**
 * Puts records on their topics again, on the same partition, as a producer whose acknowledgement was lost does.
 *
 * @returns how many
 */
export async function produceAgain(kafka: Kafka, topics: readonly string[]): Promise<number> {
  const reader = await kafka.reader()
  const again: OutgoingRecord[] = []
  let n = 0
  try {
    for (const range of await reader.ranges(topics)) {
      for await (const records of reader.read(range)) {
        again.push(...records.filter(() => n++ % everyNth === 0).map(sameAgain))
      }
    }
  } finally {
    await reader.close()
  }
  const producer = await kafka.producer()
  try {
    await producer.send(again)
  } finally {
    await producer.close()
  }
  return again.length
}

const sameAgain = ({ topic, partition, key, value, headers, timestamp }: KafkaRecord): OutgoingRecord => ({
  topic,
  partition,
  key,
  value,
  headers: headers as OutgoingRecord['headers'],
  timestamp,
})
