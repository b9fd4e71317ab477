import {
  type AcceptedOrder,
  type CancellationReport,
  cancelOrders,
  type LoadReport,
  type OrderApi,
  type OrderLedger,
  type OrderRequest,
  placeOrders,
  wave,
} from '@orderflow/load'
import { paced } from '../bench/paced.ts'

export interface LoadOptions extends OrderApi {
  readonly ledger: OrderLedger
  readonly perSecond: number
  readonly atLeast: number
  readonly cancelPercent: number
  readonly cancelWithinMs: number
  readonly seed: number
  readonly signal: AbortSignal
}

export interface Load {
  /** Orders that are in the ledger. */
  readonly accepted: number
  /** Of those, the ones whose first attempt was answered. */
  readonly atFirstAttempt: number
  /** Resolves when so many are in the ledger; rejects if the load ends before. */
  reached(orders: number): Promise<void>
  /** One more order, at once: its id. */
  placeOne(): Promise<string>
  /** Ends when enough have been placed; resolves when each is answered. */
  finish(): Promise<LoadReport & { readonly cancellations: CancellationReport }>
}

/** As long as any fault lasts: an order is tried until it is answered. */
const patienceMs = 30 * 60_000
/** Requests under way; while the service is away, more would only wait. */
const concurrency = 64

/**
 * Orders at a fixed rate, some of them cancelled on the way, each in the ledger before it counts. Goes on until
 * `finish` is called and there are enough.
 */
export function startLoad(options: LoadOptions): Load {
  const { orderUrl, authorization, ledger, perSecond, atLeast, cancelPercent, cancelWithinMs, seed, signal } =
    options
  const orderApi = { orderUrl, authorization }
  const waiting = new Set<{ orders: number; resolve: () => void; reject: (error: unknown) => void }>()
  const cancelling = cancelOrders({
    ...orderApi,
    percent: cancelPercent,
    withinMs: cancelWithinMs,
    seed,
    patienceMs,
  })
  let finishing = false
  let placed = 0
  let atFirstAttempt = 0

  async function* orders(): AsyncGenerator<OrderRequest> {
    for await (const { item } of paced(wave(Number.MAX_SAFE_INTEGER, seed), perSecond)) {
      if (signal.aborted || (finishing && placed >= atLeast)) return
      placed++
      yield item
    }
  }

  async function onAccepted(order: AcceptedOrder) {
    await ledger.append(order)
    if (order.attempts === 1) atFirstAttempt++
    cancelling.onAccepted(order)
    for (const waiter of waiting) {
      if (ledger.written < waiter.orders) continue
      waiting.delete(waiter)
      waiter.resolve()
    }
  }

  const running = placeOrders({ ...orderApi, orders: orders(), concurrency, patienceMs, signal, onAccepted })
  running.catch(error => {
    for (const { reject } of waiting) reject(error)
  })
  return {
    get accepted() {
      return ledger.written
    },
    get atFirstAttempt() {
      return atFirstAttempt
    },
    reached: orders =>
      ledger.written >= orders
        ? Promise.resolve()
        : Promise.race([
            running.then(() => {}),
            new Promise<void>((resolve, reject) => waiting.add({ orders, resolve, reject })),
          ]),
    async placeOne() {
      let orderId = ''
      await placeOrders({
        ...orderApi,
        orders: wave(1, 1),
        concurrency: 1,
        patienceMs,
        signal,
        async onAccepted(order) {
          await ledger.append(order)
          orderId = order.orderId
        },
      })
      return orderId
    },
    async finish() {
      finishing = true
      const report = await running
      return { ...report, cancellations: await cancelling.done() }
    },
  }
}
