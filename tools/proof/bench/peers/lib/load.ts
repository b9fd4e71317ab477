import { paced } from '../../paced.ts'
import { closedLoop, type Order } from './orders.ts'

/** Which orders have ended, and when. */
export interface Ends {
  /** Told by the peer; a second time changes nothing, the audit looks for that. */
  done(orderId: string): void
  /** Resolves when so many orders have ended in all. */
  until(count: number): Promise<void>
  /** Milliseconds since 1970. */
  readonly at: ReadonlyMap<string, number>
}

export function watchEnds(): Ends {
  const at = new Map<string, number>()
  let wanted = { count: 0, resolve() {} }
  return {
    at,
    done(orderId) {
      if (!at.has(orderId)) at.set(orderId, Date.now())
      if (at.size >= wanted.count) wanted.resolve()
    },
    until(count) {
      return new Promise(resolve => {
        wanted = { count, resolve }
        if (at.size >= count) resolve()
      })
    },
  }
}

/** Sends orders at a fixed rate, whatever becomes of them; when each was to be sent, in milliseconds since 1970. */
export async function sendAtRate(
  orders: readonly Order[],
  perSecond: number,
  accept: (order: Order) => Promise<unknown>,
): Promise<ReadonlyMap<string, number>> {
  const epochMs = Date.now() - performance.now()
  const due = new Map<string, number>()
  const answers: Promise<unknown>[] = []
  for await (const { item, dueMs } of paced(orders, perSecond)) {
    due.set(item.orderId, epochMs + dueMs)
    answers.push(accept(item))
  }
  await Promise.all(answers)
  return due
}

/** Orders as a producer sends them: so many in a request, and few requests at a time. */
export async function feed(orders: readonly Order[], send: (orders: readonly Order[]) => Promise<unknown>) {
  const perRequest = 200
  const requests = Array.from({ length: Math.ceil(orders.length / perRequest) }, (_, n) =>
    orders.slice(n * perRequest, (n + 1) * perRequest),
  )
  await closedLoop(requests, 4, send)
}

/** The value that `share` of all values do not exceed (nearest rank), as in our own scenarios. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
