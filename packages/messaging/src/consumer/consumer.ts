import type { Logger } from 'pino'
import type { Waiting } from '../batch/lock-waits.ts'
import type { Processor } from '../batch/processor.ts'
import { DatabaseUnavailable } from '../database/errors.ts'
import type { Contracts } from '../events/contracts.ts'
import type { Consumer, Kafka, Pending } from '../kafka/port.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { backoff, delay } from '../timing/bounded.ts'
import { warnRarely } from '../timing/loop.ts'
import { abandon, endProcess, startProcess } from '../tracing/message-spans.ts'
import type { Tracer } from '../tracing/tracer.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import type { KafkaRecord } from '../types/record.ts'
import { createWaits } from './database-waits.ts'
import { readRecord } from './read-record.ts'

export interface ConsumerOptions {
  readonly kafka: Kafka
  /** The service's name: the group id, and the name under which the inbox keeps ids. */
  readonly service: string
  readonly topics: readonly string[]
  readonly contracts: Contracts
  readonly processor: Processor
  readonly chunkSize: number
  /** See `ServiceDefinition`. */
  readonly gatherMs?: number | undefined
  readonly logger: Logger
  readonly metrics: MessagingMetrics
  /** Records what becomes of each message; none and nothing is recorded. */
  readonly tracer?: Tracer | undefined
}

export interface ServiceConsumer extends Consumer {
  /** Milliseconds that a batch has been waiting for the database; 0 if none is. */
  readonly waitingMs: number
}

/**
 * Feeds a service with the events of its topics, at least once each and in order per key. The path of
 * a message, in one place: leave out needless copies → decode, validate, upcast → processor (dedup, decide,
 * save, publish, dead-letter, in one transaction) → offsets. A message that no one can read is handed on as poison; while the
 * database is away the same records are tried again, without limit. One that needs a row which another transaction
 * holds waits by itself: those of other keys go on.
 */
export function startConsumer(options: ConsumerOptions): ServiceConsumer {
  const { kafka, service, topics, contracts, processor, chunkSize, gatherMs, logger, metrics, tracer } =
    options
  for (const topic of topics) {
    metrics.countConsumed(topic, 0)
    metrics.recordsSkipped.inc({ topic }, 0)
  }
  const waits = createWaits()
  const warn = warnRarely(logger, 'the batch waits for the database')
  const consumer = kafka.consume({
    groupId: service,
    topics,
    chunkSize,
    gatherMs,
    onSkipped: ({ topic, from, to }) => metrics.recordsSkipped.inc({ topic }, to - from),
    onRebuild: () => metrics.consumerErrors.inc({ kind: 'rebuilt' }),
    async onRecords(records, signal) {
      const needed = records.flatMap(record => {
        const read = readRecord(record, service, contracts)
        if (typeof read !== 'string') return [read]
        metrics.inputs.inc({ outcome: read })
        return []
      })
      const deliveries = needed.map(delivery => startProcess(tracer, delivery, service))
      for (let attempt = 0; !signal.aborted; attempt++) {
        try {
          const outcomes = await processor.offer(deliveries)
          waits.end(records)
          const consumed = (count: number) => metrics.countConsumed((records[0] as KafkaRecord).topic, count)
          const pending = conclude(deliveries, outcomes, () => consumed(1))
          consumed(records.length - pending.length)
          return pending.length === 0 ? true : pending
        } catch (error) {
          if (!(error instanceof DatabaseUnavailable)) throw error
          metrics.consumerErrors.inc({ kind: 'database' })
          waits.begin(records)
          warn(error, attempt + 1)
          await delay(backoff(attempt), signal)
        }
      }
      waits.end(records)
      abandon(deliveries)
      return false
    },
  })
  return {
    get healthy() {
      return consumer.healthy
    },
    get waitingMs() {
      return waits.longestMs
    },
    stop: consumer.stop,
  }
}

/** Ends the spans of what is done; what waits for a row is pending, and is done, its span ended, later. */
function conclude(
  deliveries: readonly Delivery[],
  outcomes: readonly (Outcome | Waiting)[],
  onDone: () => void,
): readonly Pending[] {
  if (outcomes.every(outcome => outcome.status !== 'waiting')) {
    endProcess(deliveries, outcomes as readonly Outcome[])
    return []
  }
  return deliveries.flatMap((delivery, i) => {
    const outcome = outcomes[i] as Outcome | Waiting
    if (outcome.status !== 'waiting') {
      endProcess([delivery], [outcome])
      return []
    }
    const settled = outcome.settled.then(
      become => {
        onDone()
        endProcess([delivery], [become])
      },
      error => {
        abandon([delivery])
        throw error
      },
    )
    settled.catch(() => {}) // whoever commits offsets hears of it
    return [{ offset: (delivery.origin as KafkaRecord).offset, settled }]
  })
}
