import type { Kafka, Producer } from '../kafka/port.ts'
import { until } from './until.ts'

/**
 * A producer that sends again, with a new connection, until the broker has acknowledged everything: right
 * after a topic is created its leader may not know of it yet. What is sent again may lie there twice.
 */
export function patientProducer(kafka: Kafka): Producer {
  let producer: Producer | undefined
  let last: unknown
  return {
    send: records =>
      until(
        async () => {
          try {
            producer ??= await kafka.producer()
            return await producer.send(records)
          } catch (error) {
            last = error
            await producer?.close()
            producer = undefined
            return undefined
          }
        },
        () => String(last),
      ),
    close: async () => producer?.close(),
  }
}
