import { type OrderOutcome, orderOutcomes } from '@orderflow/events'
import { observeIn } from '@orderflow/messaging/exemplars'
import type { TraceContext } from '@orderflow/messaging/tracing'
import type { Backlog } from '@orderflow/service-kit'
import { Histogram, type Registry } from 'prom-client'
import type { Order, Orders } from './domain/order.ts'

const endOf = (order: Order | undefined) => orderOutcomes.find(end => end === order?.status)

/**
 * The orders that this batch has ended, each once, with the last input that changed it: not those that had ended and
 * only learnt their price.
 */
export function endedIn({ orders }: Orders): { outcome: OrderOutcome; seconds: number; by: TraceContext }[] {
  return orders.changes().flatMap(({ row, by }) => {
    const outcome = endOf(row)
    if (outcome === undefined || endOf(orders.stored(row.orderId)) !== undefined) return []
    // Two replicas' clocks may have taken the times.
    const milliseconds = Math.max(0, Date.parse(row.updatedAt) - Date.parse(row.createdAt))
    return [{ outcome, seconds: milliseconds / 1_000, by }]
  })
}

/**
 * How long orders took from being placed to their end, as their own times say. Observed when the transaction that ended
 * the order is committed; if the process dies at that moment the order is missing here, so this is no ledger.
 */
export function sagaDurations(registry: Registry, backlog: Pick<Backlog, 'ended'>): (orders: Orders) => void {
  const seconds = new Histogram({
    name: 'saga_duration_seconds',
    help: 'Time from the placement of an order to its end, by outcome',
    labelNames: ['outcome'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 900],
    registers: [registry],
  })
  for (const outcome of orderOutcomes) seconds.zero({ outcome })
  return orders => {
    for (const { outcome, seconds: took, by } of endedIn(orders)) {
      observeIn(seconds, { outcome }, took, by)
      backlog.ended(1_000 * took)
    }
  }
}
