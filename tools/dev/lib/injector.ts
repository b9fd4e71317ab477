import { contracts, type EventType, eventContract } from '@orderflow/events'
import { encodeEvent } from '@orderflow/messaging/events'
import { createKafka, type Kafka, type KafkaAddress, type OutgoingRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { uuidv7 } from 'uuidv7'

/** A message as a producer outside the system would send it; its key says where it goes. */
export type Message = Omit<OutgoingRecord, 'partition' | 'timestamp'>

/** A sound event of this type about an order that does not exist: its schema's example, with this id. */
export function messageOf(type: EventType, orderId: string): Message {
  const contract = contracts[type]
  const [example] = (contract.schema as { examples: object[] }).examples
  const id = uuidv7()
  const cause = {
    id,
    type,
    data: {},
    at: new Date().toISOString(),
    correlationId: id,
    initiator: 'injector',
    traceparent: undefined,
  }
  const emission = { type, sequence: 1, data: { ...example, orderId } }
  const context = { id, source: '/injector', cause }
  const { topic, key, value, headers } = encodeEvent(eventContract(contract.topic), emission, context)
  return { topic, key, value: value === null ? null : Buffer.from(value), headers }
}

export interface Injector {
  /** Sends messages; each is on its topic when it resolves. */
  send(messages: readonly Message[]): Promise<void>
  close(): Promise<void>
}

/** Puts records on topics beside the services. */
export async function openInjector(address: KafkaAddress): Promise<Injector> {
  const logger = createLogger({ service: 'injector', level: 'fatal' })
  const kafka: Kafka = createKafka({ clientId: 'injector', ...address, logger })
  const producer = await kafka.producer()
  return {
    async send(messages) {
      const counts = await kafka.partitionCounts([...new Set(messages.map(({ topic }) => topic))])
      const records = messages.map(message => {
        return { ...message, partition: kafka.partitionOf(message.key ?? '', counts.get(message.topic) ?? 1) }
      })
      const acknowledged = await producer.send(records)
      const lost = records.find(({ topic, partition }) => !acknowledged.has(`${topic}/${partition}`))
      if (lost !== undefined) throw new Error(`The broker did not acknowledge a record on ${lost.topic}`)
    },
    async close() {
      await producer.close()
      await kafka.close()
    },
  }
}
