import { consumedTopics, currentVersions } from '@orderflow/events'
import { createKafka, type KafkaAddress, type KafkaRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { type EventView, eventTypes, type Received } from './view.ts'

/** The topics that a view is made of: those of every version, since an order of saga 1 is told in other ones than one of saga 2. */
export const viewTopics = consumedTopics(
  Object.fromEntries(Object.entries(currentVersions).filter(([type]) => eventTypes.includes(type))),
)

/** Keeps a view of what lies on Kafka, as any other consumer group would. */
export function consumeKafka(address: KafkaAddress, view: EventView) {
  const logger = createLogger({ service: 'stacks', level: 'error' })
  const kafka = createKafka({ clientId: 'stacks', ...address, logger })
  const consumer = kafka.consume({
    groupId: 'stacks',
    topics: viewTopics,
    chunkSize: 200,
    async onRecords(records) {
      for (const record of records) if (!isCopy(record)) view.apply(readRecord(record))
      return true
    },
  })
  return {
    async stop() {
      await consumer.stop()
      await kafka.close()
    },
  }
}

/** Whoever reads the newer version, as this does, has the original. */
const isCopy = ({ headers }: KafkaRecord) => headers.ce_copyof !== undefined

const readRecord = ({ headers, value }: KafkaRecord): Received => ({
  id: String(headers.ce_id),
  type: String(headers.ce_type),
  time: String(headers.ce_time),
  data: JSON.parse(String(value)),
})
