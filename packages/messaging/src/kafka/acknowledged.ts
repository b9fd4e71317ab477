import type { Kafka, OutgoingRecord } from './port.ts'

/** A producer that is made when it is needed, and again after each that failed. Calls must not overlap. */
export interface AcknowledgedSends {
  /**
   * Sends the records together; returns those that are safe: the metadata of their own send name their partition (ADR 3).
   * Rejects with what the producer throws.
   */
  send<Sent extends OutgoingRecord>(records: readonly Sent[]): Promise<readonly Sent[]>
  /** Ends the producer, which after a failed send may hold state of it; the next send makes a new one. */
  discard(): Promise<void>
}

export function createAcknowledgedSends(kafka: Pick<Kafka, 'producer'>): AcknowledgedSends {
  let producer: Awaited<ReturnType<Kafka['producer']>> | undefined
  return {
    async send(records) {
      producer ??= await kafka.producer()
      const acknowledged = await producer.send(records)
      return records.filter(record => acknowledged.has(`${record.topic}/${record.partition}`))
    },
    async discard() {
      const broken = producer
      producer = undefined
      // What a new producer sends must not race with what this one still has in flight.
      await broken?.close()
    },
  }
}
