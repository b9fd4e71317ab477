import {
  type CancellationReport,
  cancelOrders,
  type LoadReport,
  type OrderApi,
  type OrderRequest,
  type PlaceOrdersOptions,
  placeOrders,
  wave,
} from '@orderflow/load'
import type { BenchContext } from '../scenario.ts'

/** How many of a hundred orders are asked to be cancelled. */
export const cancelPercent = 5

/**
 * Soon after the acceptance. A cancellation waits for its answer among the orders that are being placed, so some come
 * in time, and some when the order has ended.
 */
const cancelWithinMs = 50

/**
 * The orders of all our scenarios: ten in a hundred are declined, five want more than there is, and a few come to
 * each of the other ends.
 */
export const mixed = (orders: number, seed: number): Generator<OrderRequest> =>
  wave(orders, seed, { shares: { declined: 0.1, 'out-of-stock': 0.05 } })

/** Another seed in each round, the same in each run of the bench. */
export const seedOf = (round: number, salt: number): number => 1 + round * 10_000 + salt

export interface PlaceMixedOptions extends Omit<PlaceOrdersOptions, keyof OrderApi | 'signal'> {
  readonly seed: number
  /** Of a hundred orders; five unless told. */
  readonly percent?: number
}

/** Places orders and cancels some. Resolves when each order and cancellation has its answer. */
export async function placeMixed(
  { system, signal, acknowledge }: BenchContext,
  { seed, percent = cancelPercent, onAccepted, ...options }: PlaceMixedOptions,
): Promise<LoadReport & { readonly cancellations: CancellationReport }> {
  const cancelling = cancelOrders({ ...system.orders, percent, withinMs: cancelWithinMs, seed })
  let placed: LoadReport
  let cancellations: CancellationReport
  try {
    placed = await placeOrders({
      ...options,
      ...system.orders,
      signal,
      onAccepted(order) {
        acknowledge(order.orderId)
        cancelling.onAccepted(order)
        onAccepted?.(order)
      },
    })
  } finally {
    cancellations = await cancelling.done()
  }
  return { ...placed, cancellations }
}
