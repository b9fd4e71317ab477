import type { Logger } from 'pino'
import { describe, MessagingError } from '../errors.ts'
import { backoff, delay } from '../timing/bounded.ts'
import { createAcknowledgedSends } from './acknowledged.ts'
import type { Kafka, OutgoingRecord } from './port.ts'
import { fitting } from './sends.ts'

export interface Sender {
  /**
   * Resolves when the broker has acknowledged every record. What has no acknowledgement is sent again, and may
   * then lie there twice; records of one partition keep their order. Calls must not overlap.
   *
   * @throws MessagingError `RECORD_REFUSED` (what came before it is stored), `KAFKA_UNAVAILABLE`
   */
  send(records: readonly OutgoingRecord[]): Promise<void>
  /** How many records were sent again so far. */
  readonly sentAgain: number
  close(): Promise<void>
}

export interface SenderOptions {
  readonly logger: Logger
  /** How long to go on without a single acknowledgement, in milliseconds. */
  readonly giveUpAfterMs?: number
  /** Gives up at once. */
  readonly signal?: AbortSignal
}

/**
 * For those who send without an outbox: as its relay does, a record counts as sent only when the metadata of its
 * own send name its partition, and a producer that failed is discarded (ADR 3).
 */
export function createSender(kafka: Kafka, options: SenderOptions): Sender {
  const { logger, giveUpAfterMs = 60_000, signal } = options
  const sends = createAcknowledgedSends(kafka)
  let sentAgain = 0

  async function send(records: readonly OutgoingRecord[]): Promise<void> {
    for (let rest = records; rest.length > 0; ) {
      const together = fitting(rest)
      await sendTogether(together)
      rest = rest.slice(together.length)
    }
  }

  async function sendTogether(records: readonly OutgoingRecord[]): Promise<void> {
    let missing = records
    let deadline = performance.now() + giveUpAfterMs
    for (let failures = 0; missing.length > 0; failures++) {
      signal?.throwIfAborted()
      let reason: unknown
      try {
        const sent = new Set(await sends.send(missing))
        const left = missing.filter(record => !sent.has(record))
        if (left.length < missing.length) deadline = performance.now() + giveUpAfterMs
        missing = left
        if (missing.length === 0) return
      } catch (error) {
        reason = error
      }
      await sends.discard()
      if (kafka.refusalOf(reason)?.scope === 'record') return await sendHalves(missing, reason)
      if (performance.now() > deadline) {
        const detail = reason === undefined ? 'no acknowledgement came' : describe(reason)
        throw new MessagingError('KAFKA_UNAVAILABLE', `Kafka did not take the records: ${detail}.`, reason)
      }
      logger.warn({ reason: reason && describe(reason), records: missing.length }, 'records are sent again')
      sentAgain += missing.length
      await delay(backoff(failures, 50, 1_000), signal)
    }
  }

  /** The broker refuses a send without saying for which record. */
  async function sendHalves(records: readonly OutgoingRecord[], cause: unknown): Promise<void> {
    if (records.length === 1) {
      const [{ topic, partition, key }] = records as [OutgoingRecord]
      const sentence = `The broker refuses a record for ${topic}/${partition} with key ${key}: ${describe(cause)}.`
      throw new MessagingError('RECORD_REFUSED', sentence, cause)
    }
    const half = records.length >> 1
    await sendTogether(records.slice(0, half))
    await sendTogether(records.slice(half))
  }

  return {
    send,
    get sentAgain() {
      return sentAgain
    },
    close: sends.discard,
  }
}
