import type { GatewayAnswer, Money } from './domain/payment.ts'

export interface GatewayCall {
  /** The order id: the same key gives the same answer and never a second charge. */
  readonly idempotencyKey: string
  readonly customerId: string
  readonly amount: Money
}

/**
 * The payment provider. It is called outside any transaction, possibly more than once with the same key.
 * An answer, a refusal included, is a value; a rejection means that no answer is known and the call
 * will be made again.
 */
export interface PaymentGateway {
  capture(call: GatewayCall): Promise<Extract<GatewayAnswer, { operation: 'capture' }>>
  refund(call: GatewayCall): Promise<Extract<GatewayAnswer, { operation: 'refund' }>>
}

/**
 * A provider within the process, which answers at once.
 *
 * Test values, as payment providers have test cards: with `testValues` on, it declines customers whose
 * id begins with `declined-`.
 */
export function createInProcessGateway({ testValues }: { testValues: boolean }): PaymentGateway {
  return {
    async capture({ idempotencyKey: orderId, customerId }) {
      return testValues && customerId.startsWith('declined-')
        ? { orderId, operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }
        : { orderId, operation: 'capture', result: 'approved', reference: `cap-${orderId}` }
    },
    async refund({ idempotencyKey: orderId }) {
      return { orderId, operation: 'refund', result: 'approved', reference: `ref-${orderId}` }
    },
  }
}
