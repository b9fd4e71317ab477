import { type OrderRequest, percentile, placeOrders, wave } from '@orderflow/testing/load'
import { paced } from '../paced.ts'
import type { BenchContext } from '../scenario.ts'

/** More than are under way at any rate that the system keeps up with. */
const connections = 256

export interface SentOrder {
  readonly orderId: string
  /** When it was to be sent, in milliseconds since 1970. */
  readonly dueAt: number
  /** From when it was to be sent to its 202, in milliseconds. */
  readonly acceptMs: number
}

/** Sends orders at a fixed rate, whatever the answers; resolves when all have been accepted. */
export async function sendAtRate(
  context: BenchContext,
  { perSecond, seconds, seed }: { perSecond: number; seconds: number; seed: number },
): Promise<readonly SentOrder[]> {
  const due = new Map<OrderRequest, number>()
  const sent: SentOrder[] = []
  const epochMs = Date.now() - performance.now()
  async function* orders() {
    for await (const { item, dueMs } of paced(wave(perSecond * seconds, seed), perSecond)) {
      due.set(item, dueMs)
      yield item
    }
  }
  await placeOrders({
    orderUrl: context.system.endpoints().services.order,
    orders: orders(),
    concurrency: connections,
    signal: context.signal,
    onAccepted({ orderId, request, acceptedMs }) {
      const dueMs = due.get(request) as number
      due.delete(request)
      context.acknowledge(orderId)
      sent.push({ orderId, dueAt: epochMs + dueMs, acceptMs: acceptedMs - dueMs })
    },
  })
  return sent
}

/** What half of the times, and all but one in a hundred, do not exceed. */
export const quantiles = (times: readonly number[]) => ({
  p50Ms: percentile(times, 0.5),
  p99Ms: percentile(times, 0.99),
})
