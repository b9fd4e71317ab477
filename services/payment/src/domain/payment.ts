/** Integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** What has happened to a payment: an entry of its ledger. Entries are only ever appended. */
export type Entry =
  | {
      readonly type: 'CaptureRequested'
      readonly orderId: string
      readonly customerId: string
      readonly amount: Money
      readonly at: string
    }
  | {
      readonly type: 'Captured'
      readonly orderId: string
      readonly gatewayReference: string
      readonly at: string
    }
  | { readonly type: 'Declined'; readonly orderId: string; readonly reason: string; readonly at: string }
  | { readonly type: 'RefundRequested'; readonly orderId: string; readonly at: string }
  | {
      readonly type: 'Refunded'
      readonly orderId: string
      readonly gatewayReference: string
      readonly at: string
    }

export type PaymentStatus = 'PENDING' | 'CAPTURED' | 'DECLINED' | 'REFUND_PENDING' | 'REFUNDED'

/** The state of a payment: what its entries come to. */
export interface Payment {
  readonly orderId: string
  readonly customerId: string
  readonly status: PaymentStatus
  readonly amount: Money
  /** Minor units of the amount's currency. */
  readonly captured: number
  readonly refunded: number
  /** The number of entries. */
  readonly version: number
}

/**
 * The state after one more entry. Total: every stream that `decide` can write has a state, and any other
 * is refused.
 */
export function evolve(payment: Payment | undefined, entry: Entry): Payment {
  if (entry.type === 'CaptureRequested') {
    if (payment !== undefined) throw new Error(`order ${entry.orderId} has two payments`)
    const { orderId, customerId, amount } = entry
    return { orderId, customerId, status: 'PENDING', amount, captured: 0, refunded: 0, version: 1 }
  }
  if (payment === undefined)
    throw new Error(`${entry.type} of order ${entry.orderId} has no payment before it`)
  const version = payment.version + 1
  switch (entry.type) {
    case 'Captured':
      return { ...payment, status: 'CAPTURED', captured: payment.amount.amount, version }
    case 'Declined':
      return { ...payment, status: 'DECLINED', version }
    case 'RefundRequested':
      return { ...payment, status: 'REFUND_PENDING', version }
    case 'Refunded':
      return { ...payment, status: 'REFUNDED', refunded: payment.captured, version }
    default: {
      const missing: never = entry
      throw new Error(`no state after ${missing}`)
    }
  }
}

/** What the gateway said. The order id is the idempotency key of both operations. */
export type GatewayAnswer = { readonly orderId: string } & (
  | { readonly operation: 'capture'; readonly result: 'approved'; readonly reference: string }
  | { readonly operation: 'capture'; readonly result: 'declined'; readonly reason: string }
  | { readonly operation: 'refund'; readonly result: 'approved'; readonly reference: string }
)
