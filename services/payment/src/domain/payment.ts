import type { Event } from '@orderflow/events'

/** What payment publishes. */
export type PaymentEvent = Event<'PaymentCaptured' | 'PaymentDeclined' | 'PaymentRefunded'>

/** Integer minor units of an ISO 4217 currency. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** What has happened to a payment: an entry of its ledger. Entries are only ever appended. */
export type Entry = { readonly orderId: string; readonly at: string } & (
  | {
      readonly type: 'CaptureRequested'
      readonly customerId: string
      readonly amount: Money
      /** The id of the OrderCleared that asked for it; of orders of saga 1 there is none. */
      readonly clearedBy?: string
    }
  | { readonly type: 'Captured'; readonly gatewayReference: string }
  | { readonly type: 'Declined'; readonly reason: string }
  | { readonly type: 'RefundRequested' }
  | { readonly type: 'Refunded'; readonly gatewayReference: string }
  /** The order was cancelled while the gateway is asked: what it captures is to be paid back. */
  | { readonly type: 'VoidRequested' }
  /** The order was cancelled before there was anything to capture: nothing ever will be. */
  | { readonly type: 'Voided' }
)

export type PaymentStatus =
  | 'PENDING'
  | 'CAPTURED'
  | 'DECLINED'
  | 'REFUND_PENDING'
  | 'REFUNDED'
  | 'VOID_PENDING'
  | 'VOIDED'

interface Common {
  readonly orderId: string
  /** Minor units of the amount's currency. */
  readonly captured: number
  readonly refunded: number
  /** The number of entries. */
  readonly version: number
}

/** A payment that was asked for. */
export interface Requested extends Common {
  readonly status: Exclude<PaymentStatus, 'VOIDED'>
  readonly customerId: string
  readonly amount: Money
}

/** A tombstone: the cancellation came first, so neither customer nor amount is known. */
export interface Voided extends Common {
  readonly status: 'VOIDED'
  readonly customerId: null
  readonly amount: null
}

/** The state of a payment: what its entries come to. */
export type Payment = Requested | Voided

/** What may come next in a stream: every other entry is refused. */
const next: Readonly<Record<PaymentStatus | 'NONE', readonly Entry['type'][]>> = {
  NONE: ['CaptureRequested', 'Voided'],
  PENDING: ['Captured', 'Declined', 'VoidRequested'],
  VOID_PENDING: ['Captured', 'Declined'],
  CAPTURED: ['RefundRequested'],
  DECLINED: [],
  REFUND_PENDING: ['Refunded'],
  REFUNDED: [],
  VOIDED: [],
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
  const { orderId } = entry
  const first = { orderId, captured: 0, refunded: 0, version: 1 }
  if (entry.type === 'CaptureRequested') {
    const { customerId, amount } = entry
    return { ...first, status: 'PENDING', customerId, amount }
  }
  if (entry.type === 'Voided') return { ...first, status: 'VOIDED', customerId: null, amount: null }
  const before = payment as Requested
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
    case 'VoidRequested':
      return { ...before, status: 'VOID_PENDING', version }
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
