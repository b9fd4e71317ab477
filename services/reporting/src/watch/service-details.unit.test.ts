import { expect, test } from 'vitest'
import { detailsOf } from './service-details.ts'

const own = `
consumer_lag{group="payment",topic="b.v1",partition="1"} 4
consumer_lag{group="payment",topic="b.v1",partition="0"} 0
consumer_lag{group="payment",topic="a.v1",partition="10"} 2
consumer_lag{group="other",topic="a.v1",partition="0"} 9
outbox_unsent 3
outbox_oldest_seconds 1.5
outbox_quarantined_keys 1
batch_size_bucket{le="1"} 60
batch_size_bucket{le="10"} 98
batch_size_bucket{le="+Inf"} 100
batch_size_sum 480
batch_size_count 100
db_pool_connections{state="total"} 10
db_pool_connections{state="idle"} 8
db_pool_connections{state="waiting"} 2
process_start_time_seconds 1768473000
process_resident_memory_bytes 96000000
nodejs_eventloop_lag_p99_seconds 0.0213
`

test('a service is told by its own metrics', () => {
  expect(detailsOf('payment', own, undefined)).toEqual({
    service: 'payment',
    up: true,
    consumers: [
      { topic: 'a.v1', partition: 10, lag: 2 },
      { topic: 'b.v1', partition: 0, lag: 0 },
      { topic: 'b.v1', partition: 1, lag: 4 },
    ],
    outbox: { unsent: 3, oldestSeconds: 1.5, quarantinedKeys: 1 },
    // More than the largest bound is not known of any.
    batches: { n: 100, mean: 4.8, p50: 1, p99: 10 },
    pool: { total: 10, idle: 8, waiting: 2 },
    startedAt: '2026-01-15T10:30:00.000Z',
    memoryBytes: 96_000_000,
    eventLoopP99Ms: 21,
  })
})

test("where it stands is known of one that is away, too, by reporting's", () => {
  const others = 'consumer_lag{group="payment",topic="b.v1",partition="0"} 7\noutbox_unsent 99\n'
  expect(detailsOf('payment', undefined, others)).toMatchObject({
    up: false,
    consumers: [{ topic: 'b.v1', partition: 0, lag: 7 }],
    outbox: null,
    batches: null,
    pool: null,
  })
})
