import type { Logger } from 'pino'
import { decodeEvent } from './cloudevents.ts'
import type { Consumed, Contracts } from './contracts.ts'
import { createWaits } from './database-waits.ts'
import { DatabaseUnavailable, describe } from './errors.ts'
import { positionId } from './inbox.ts'
import { backoff, delay } from './kafka/bounded.ts'
import type { Consumer, Kafka, Pending } from './kafka/port.ts'
import type { Waiting } from './lock-waits.ts'
import type { MessagingMetrics } from './metrics.ts'
import type { Processor } from './processor.ts'
import { addressee, redriveId } from './redrive/headers.ts'
import { inBinaryMode } from './structured.ts'
import { abandon, endProcess, startProcess } from './tracing/message-spans.ts'
import type { Tracer } from './tracing/tracer.ts'
import type { Delivery, KafkaRecord, Outcome } from './types.ts'

export interface ConsumerOptions {
  readonly kafka: Kafka
  /** The service's name: the group id, and the name under which the inbox keeps ids. */
  readonly service: string
  readonly topics: readonly string[]
  readonly contracts: Contracts
  readonly processor: Processor
  readonly chunkSize: number
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
  const { kafka, service, topics, contracts, processor, chunkSize, logger, metrics, tracer } = options
  for (const topic of topics) {
    metrics.countConsumed(topic, 0)
    metrics.recordsSkipped.inc({ topic }, 0)
  }
  const waits = createWaits()
  const consumer = kafka.consume({
    groupId: service,
    topics,
    chunkSize,
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
          metrics.countConsumed((records[0] as KafkaRecord).topic, records.length)
          return conclude(deliveries, outcomes)
        } catch (error) {
          if (!(error instanceof DatabaseUnavailable)) throw error
          metrics.consumerErrors.inc({ kind: 'database' })
          waits.begin(records)
          logger.warn({ reason: error.message, attempt }, 'the batch waits for the database')
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

/** Ends the spans of what is done; what waits for a row is pending, and its span is ended later. */
function conclude(
  deliveries: readonly Delivery[],
  outcomes: readonly (Outcome | Waiting)[],
): true | readonly Pending[] {
  if (outcomes.every(outcome => outcome.status !== 'waiting')) {
    endProcess(deliveries, outcomes as readonly Outcome[])
    return true
  }
  return deliveries.flatMap((delivery, i) => {
    const outcome = outcomes[i] as Outcome | Waiting
    if (outcome.status !== 'waiting') {
      endProcess([delivery], [outcome])
      return []
    }
    const settled = outcome.settled.then(
      become => endProcess([delivery], [become]),
      error => {
        abandon([delivery])
        throw error
      },
    )
    settled.catch(() => {}) // whoever commits offsets hears of it
    return [{ offset: (delivery.origin as KafkaRecord).offset, settled }]
  })
}

/**
 * Why a record is none of a service's business, if so. What was sent back out of the dead letters is for the service
 * that put it there: the others had it the first time.
 */
function whyLeftOut(record: KafkaRecord, service: string, contracts: Contracts) {
  const to = addressee(record.headers)
  if (to !== undefined) return to === service ? undefined : 'redriven-for-another'
  return isNeedlessCopy(inBinaryMode(record), contracts.consumed(record.topic)) ? 'copy' : undefined
}

/**
 * Whether a record is an older version's copy of an event that the service reads in a later version too. That
 * one says more, so it must not depend on the topics' pace which of the two is applied. Where this is not
 * seen (an older release in the same group), the inbox makes one effect of the two: they have the same id.
 */
export function isNeedlessCopy(
  { headers }: Pick<KafkaRecord, 'headers'>,
  contract: Consumed | undefined,
): boolean {
  const original = headers.ce_copyof
  if (original === undefined || contract === undefined) return false
  return contract.later.some(({ dataSchema }) => dataSchema === String(original))
}

/**
 * What a record is to a service, or why it is none of its business. That reading it throws is a bug of ours, and the
 * poison of this record alone: a consumer that died of it would meet it again for ever.
 */
function readRecord(record: KafkaRecord, service: string, contracts: Contracts) {
  try {
    return whyLeftOut(record, service, contracts) ?? toDelivery(record, contracts)
  } catch (error) {
    const poison = { code: 'READ_FAILED', detail: describe(error) }
    return { id: positionId(record), poison, origin: record }
  }
}

/** What a record is to the processor: an input, or poison with the reason why. */
export function toDelivery(record: KafkaRecord, contracts: Contracts): Delivery {
  const contract = contracts.consumed(record.topic)
  if (contract === undefined) {
    const poison = { code: 'TOPIC_UNKNOWN', detail: `${record.topic} is none of this service's topics.` }
    return { id: positionId(record), poison, origin: record }
  }
  const decoded = decodeEvent(record, contract)
  // A poison's own id is not used: it may be missing, or be that of a sound event.
  if ('poison' in decoded) return { id: positionId(record), poison: decoded.poison, origin: record }
  return { id: redriveId(record.headers) ?? decoded.id, input: decoded, origin: record }
}
