import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { unreadable } from '../types/poison.ts'
import { createRate } from './rate.ts'

export type MessagingMetrics = ReturnType<typeof createMetrics>

/** Why messages that can be read are dead-lettered all the same: our code, or our database, refuses them. */
const unprocessable = ['READ_FAILED', 'DECIDE_FAILED', 'SAVE_FAILED'] as const
const errorKinds = ['message', 'database', 'rebuilt'] as const

/**
 * The package's metrics, registered with the service's own registry. Label values are bounded: topics, and the codes
 * of this package. Series exist from the start, at 0: what counts from nothing to 1 is no increase to Prometheus.
 */
export function createMetrics(registry: Registry) {
  const registers = [registry]
  const rate = createRate()
  const consumed = new Counter({
    name: 'messages_consumed_total',
    help: 'Messages that are done with: applied, ignored, recognised or dead-lettered',
    labelNames: ['topic'],
    registers,
  })
  new Gauge({
    name: 'messages_per_second',
    help: 'Messages done with per second, over the last ten seconds',
    registers,
    collect() {
      this.set(rate.read(Date.now()))
    },
  })
  const deadLetters = new Counter({
    name: 'dead_letters_total',
    help: 'Messages that went to the dead letters, by reason',
    labelNames: ['reason'],
    registers,
  })
  // A gauge that only counts up: of a counter, OpenMetrics would make invalid_schema_events_total.
  const invalidEvents = new Gauge({
    name: 'invalid_schema_events',
    help: 'Messages that no one can read, counted up, by what is wrong with them',
    labelNames: ['reason'],
    registers,
  })
  const consumerErrors = new Counter({
    name: 'consumer_errors_total',
    help: 'Messages that could not be processed, batches that had to wait for the database, consumers that were rebuilt',
    labelNames: ['kind'],
    registers,
  })
  for (const reason of [...unreadable, ...unprocessable]) deadLetters.inc({ reason }, 0)
  for (const reason of unreadable) invalidEvents.inc({ reason }, 0)
  for (const kind of errorKinds) consumerErrors.inc({ kind }, 0)

  return {
    batchSize: new Histogram({
      name: 'batch_size',
      help: 'Inputs per transaction',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'batch_duration_seconds',
      help: 'Duration of one batch transaction',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    inputs: new Counter({
      name: 'inputs_total',
      help: 'Inputs processed, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    duplicates: new Counter({
      name: 'inbox_duplicates_total',
      help: 'Messages that the inbox recognised as seen before',
      registers,
    }),
    lockedInputs: new Gauge({
      name: 'inputs_waiting_for_locks',
      help: 'Inputs that wait for a row which another transaction holds',
      registers,
    }),
    recordsSkipped: new Counter({
      name: 'records_skipped_total',
      help: 'Offsets whose records the broker had deleted before they were read',
      labelNames: ['topic'],
      registers,
    }),
    deadLetters,
    invalidEvents,
    consumerErrors,
    consumed,
    published: new Counter({
      name: 'relay_messages_total',
      help: 'Outbox rows acknowledged by the broker and deleted',
      registers,
    }),
    relayErrors: new Counter({
      name: 'relay_errors_total',
      help: 'Sends that were rejected or acknowledged in part',
      registers,
    }),
    relayOwner: new Gauge({
      name: 'relay_owner',
      help: 'How many shards of its outbox this process sends',
      registers,
    }),
    /** Records of a topic are done with, and will not be handed over again unless they are redelivered. */
    countConsumed(topic: string, n: number) {
      consumed.inc({ topic }, n)
      rate.add(n, Date.now())
    },
    /** A message went to the dead letters; `reason` is the code of its poison. */
    countDeadLetter(reason: string) {
      deadLetters.inc({ reason })
      consumerErrors.inc({ kind: 'message' })
      if (!(unprocessable as readonly string[]).includes(reason)) invalidEvents.inc({ reason })
    },
  }
}
