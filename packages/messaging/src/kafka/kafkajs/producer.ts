import type { IHeaders, Kafka as KafkaJs } from 'kafkajs'
import { settledWithin } from '../../timing/bounded.ts'
import type { OutgoingRecord, Producer } from '../port.ts'

const disconnectWithinMs = 3_000

/**
 * A producer that can be trusted: not idempotent, no retry of its own, and it reports which partitions
 * were acknowledged instead of success as a whole. kafkajs resolves `send` without the records of a
 * broker that failed half-way; only the metadata it returns tell what is stored.
 */
export async function connectProducer(client: KafkaJs): Promise<Producer> {
  const producer = client.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    retry: { retries: 0 },
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition as number,
  })
  await producer.connect()
  return {
    async send(records) {
      const metadata = await producer.sendBatch({
        acks: -1,
        timeout: 5_000,
        topicMessages: byTopic(records),
      })
      return new Set(
        metadata
          .filter(({ errorCode }) => errorCode === 0)
          .map(({ topicName, partition }) => `${topicName}/${partition}`),
      )
    },
    close: () => settledWithin(disconnectWithinMs, producer.disconnect()),
  }
}

function byTopic(records: readonly OutgoingRecord[]) {
  return [...Map.groupBy(records, record => record.topic)].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.map(({ partition, key, value, headers, timestamp }) => ({
      partition,
      key,
      value,
      // Typed without what the protocol and our encoder have: null, and one name with several values.
      headers: headers as IHeaders,
      ...(timestamp !== undefined && { timestamp }),
    })),
  }))
}
