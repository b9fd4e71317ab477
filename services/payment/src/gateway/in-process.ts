import { derivedId } from '@orderflow/events'
import type { PaymentGateway, Pending } from './port.ts'

export interface InProcessOptions {
  readonly testValues: boolean
  /** Milliseconds that `slow-` customers take, from the first call for their order. */
  readonly slowMs: number
  /** The clock, in milliseconds. */
  readonly now?: () => number
}

/**
 * A provider within the process, which answers at once.
 *
 * Test values, as payment providers have test cards: with `testValues` on, it declines customers whose id
 * begins with `declined-`, and those whose id begins with `slow-` are pending for `slowMs`. That time
 * begins with the first call for the order that this process makes.
 */
export function createInProcessGateway({
  testValues,
  slowMs,
  now = Date.now,
}: InProcessOptions): PaymentGateway {
  const slowSince = new Map<string, number>()

  function pending(orderId: string, customerId: string): Pending | undefined {
    if (!testValues || !customerId.startsWith('slow-')) return undefined
    const since = slowSince.get(orderId) ?? now()
    const askAgainMs = since + slowMs - now()
    if (askAgainMs <= 0) {
      slowSince.delete(orderId)
      return undefined
    }
    slowSince.set(orderId, since)
    return { result: 'pending', askAgainMs }
  }

  return {
    async capture({ orderId, customerId }) {
      return (
        pending(orderId, customerId) ??
        (testValues && customerId.startsWith('declined-')
          ? { orderId, operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }
          : { orderId, operation: 'capture', result: 'approved', reference: derivedId('cap-', orderId) })
      )
    },
    async refund({ orderId }) {
      return { orderId, operation: 'refund', result: 'approved', reference: derivedId('ref-', orderId) }
    },
  }
}
