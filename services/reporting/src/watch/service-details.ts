import type { ServiceDetails } from '@orderflow/live-page/api'
import { eachSample, type Head, parseHead } from './exposition.ts'

type Line = Head & { readonly value: number }

/**
 * What the panel of a service shows.
 *
 * @param own what its `/metrics` said; undefined if it does not answer
 * @param others what reporting's say: it knows where the group stands meanwhile
 */
export function detailsOf(
  service: string,
  own: string | undefined,
  others: string | undefined,
): Omit<ServiceDetails, 'at'> {
  const lines = linesOf(own)
  const of = (name: string, label?: string, value?: string) =>
    lines.find(line => line.name === name && (label === undefined || line.labels[label] === value))?.value
  const started = of('process_start_time_seconds')
  const [unsent, pool] = [of('outbox_unsent'), of('db_pool_connections', 'state', 'total')]
  const eventLoop = of('nodejs_eventloop_lag_p99_seconds')
  return {
    service,
    up: own !== undefined,
    consumers: consumersOf(service, own === undefined ? linesOf(others) : lines),
    outbox:
      unsent === undefined
        ? null
        : {
            unsent,
            oldestSeconds: of('outbox_oldest_seconds') ?? 0,
            quarantinedKeys: of('outbox_quarantined_keys') ?? 0,
          },
    batches: batchesOf(lines),
    pool:
      pool === undefined
        ? null
        : {
            total: pool,
            idle: of('db_pool_connections', 'state', 'idle') ?? 0,
            waiting: of('db_pool_connections', 'state', 'waiting') ?? 0,
          },
    startedAt: started === undefined ? null : new Date(started * 1_000).toISOString(),
    memoryBytes: of('process_resident_memory_bytes') ?? null,
    eventLoopP99Ms: eventLoop === undefined ? null : Math.round(eventLoop * 1_000),
  }
}

function linesOf(text: string | undefined): Line[] {
  const lines: Line[] = []
  if (text !== undefined) eachSample(text, (head, value) => lines.push({ ...parseHead(head), value }))
  return lines
}

function consumersOf(service: string, lines: readonly Line[]): ServiceDetails['consumers'] {
  return lines
    .filter(({ name, labels }) => name === 'consumer_lag' && labels.group === service)
    .map(({ labels, value }) => ({
      topic: labels.topic ?? '',
      partition: Number(labels.partition),
      lag: value,
    }))
    .sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition)
}

function batchesOf(lines: readonly Line[]): ServiceDetails['batches'] {
  const one = (name: string) => lines.find(line => line.name === name)?.value ?? 0
  const n = one('batch_size_count')
  if (n === 0) return null
  const buckets = lines
    .filter(({ name }) => name === 'batch_size_bucket')
    .map(({ labels, value }) => ({
      upTo: labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
      value,
    }))
    .sort((a, b) => a.upTo - b.upTo)
  const largest = buckets.findLast(({ upTo }) => Number.isFinite(upTo))?.upTo ?? 0
  const within = (share: number) =>
    Math.min(buckets.find(({ value }) => value >= share * n)?.upTo ?? 0, largest)
  return { n, mean: Math.round((one('batch_size_sum') / n) * 10) / 10, p50: within(0.5), p99: within(0.99) }
}
