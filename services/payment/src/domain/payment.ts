import type { Event } from '@orderflow/event-contracts'

/** What payment publishes. */
export type PaymentEvent = Event<'PaymentCaptured' | 'PaymentDeclined' | 'PaymentRefunded'>

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

/** What may come next in a stream: every other entry is refused. */
const next: Readonly<Record<PaymentStatus | 'NONE', readonly Entry['type'][]>> = {
  NONE: ['CaptureRequested'],
  PENDING: ['Captured', 'Declined'],
  CAPTURED: ['RefundRequested'],
  DECLINED: [],
  REFUND_PENDING: ['Refunded'],
  REFUNDED: [],
}

/**
 * The state after one more entry.
 *
 * @throws for an entry that cannot follow: such a stream was not written by `decide`.
 */
export function evolve(payment: Payment | undefined, entry: Entry): Payment {
  if (!next[payment?.status ?? 'NONE'].includes(entry.type)) {
    throw new Error(
      `${entry.type} cannot follow in the payment of order ${entry.orderId}: ${payment?.status ?? 'none'}`,
    )
  }
  if (entry.type === 'CaptureRequested') {
    const { orderId, customerId, amount } = entry
    return { orderId, customerId, status: 'PENDING', amount, captured: 0, refunded: 0, version: 1 }
  }
  const before = payment as Payment
  const version = before.version + 1
  switch (entry.type) {
    case 'Captured':
      return { ...before, status: 'CAPTURED', captured: before.amount.amount, version }
    case 'Declined':
      return { ...before, status: 'DECLINED', version }
    case 'RefundRequested':
      return { ...before, status: 'REFUND_PENDING', version }
    case 'Refunded':
      return { ...before, status: 'REFUNDED', refunded: before.captured, version }
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
