import { type OrderRequest, percentile } from '@orderflow/load'
import { paced } from '../paced.ts'
import type { BenchContext } from '../scenario.ts'
import { mixed, type PlaceMixedOptions, placeMixed } from './mixed.ts'

/** More than are under way at any rate that the system keeps up with. */
const connections = 256

export interface SentOrder {
  readonly orderId: string
  /** When it was to be sent, in milliseconds since 1970. */
  readonly dueAt: number
  /** From when it was to be sent to its 202, in milliseconds. */
  readonly acceptMs: number
}

export interface OpenLoop extends Pick<PlaceMixedOptions, 'seed' | 'percent'> {
  /** Orders a second. */
  readonly perSecond: number
  readonly seconds: number
}

/** Sends orders at a fixed rate, whatever the answers, and cancels some; resolves when all have been answered. */
export async function sendAtRate(
  context: BenchContext,
  { perSecond, seconds, ...options }: OpenLoop,
): Promise<readonly SentOrder[]> {
  const due = new Map<OrderRequest, number>()
  const sent: SentOrder[] = []
  const epochMs = Date.now() - performance.now()
  async function* orders() {
    for await (const { item, dueMs } of paced(
      mixed(Math.round(perSecond * seconds), options.seed),
      perSecond,
    )) {
      due.set(item, dueMs)
      yield item
    }
  }
  await placeMixed(context, {
    orders: orders(),
    concurrency: connections,
    ...options,
    onAccepted({ orderId, request, acceptedMs }) {
      const dueMs = due.get(request) as number
      due.delete(request)
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
