import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type MessagingMetrics = ReturnType<typeof createMetrics>

/** The package's metrics, registered with the service's own registry. Label values are bounded. */
export function createMetrics(registry: Registry) {
  const registers = [registry]
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
    invalidEvents: new Counter({
      name: 'invalid_schema_events',
      help: 'Messages that no one can read, by reason',
      labelNames: ['reason'],
      registers,
    }),
    consumerErrors: new Counter({
      name: 'consumer_errors_total',
      help: 'Batches that had to wait, and consumers that were rebuilt',
      labelNames: ['kind'],
      registers,
    }),
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
      help: 'Whether this process owns the relay of its database',
      registers,
    }),
  }
}
