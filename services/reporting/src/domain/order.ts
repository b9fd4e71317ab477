import {
  type EventData,
  type EventType,
  type OrderOutcome,
  type OrderStatus,
  orderStatuses,
} from '@orderflow/events'

/** The events that an order's journey is made of: those that name an order. */
export type OrderEventType = {
  [T in EventType]: EventData<T> extends { readonly orderId: string } ? T : never
}[EventType]

export type { OrderOutcome, OrderStatus }

/** Integer minor units (cents) of an ISO 4217 currency. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

export interface Item {
  readonly productId: string
  readonly quantity: number
}

/** What only its OrderCreated says; it never changes. */
export interface Placed {
  readonly customerId: string
  readonly items: readonly Item[]
  readonly correlationId: string
}

/** Times are ISO 8601 in UTC with milliseconds, so that the greater text is the later time. */
export interface Order {
  readonly orderId: string
  readonly status: OrderStatus
  readonly reason: string | null
  readonly total: Money | null
  /** Minor units; sums, should it be captured more than once. */
  readonly captured: bigint
  readonly refunded: bigint
  /** How often it was dispatched. */
  readonly dispatches: number
  /** Null until its OrderCreated has come: there is no order between topics. */
  readonly createdAt: string | null
  /** The time of its latest event. */
  readonly updatedAt: string
  readonly endedAt: string | null
  /** Where this batch brought the OrderCreated: what the database has of it is not read back. */
  readonly placed: Placed | null
  /** The ids of the events that it was made of before this batch, as one text. */
  readonly known: string
  /** Of those that this batch has brought. */
  readonly added: readonly string[]
}

/** An order of which nothing is known yet but that an event of this time names it. */
export const unknownOrder = (orderId: string, time: string): Order => ({
  orderId,
  status: 'PENDING',
  reason: null,
  total: null,
  captured: 0n,
  refunded: 0n,
  dispatches: 0,
  createdAt: null,
  updatedAt: time,
  endedAt: null,
  placed: null,
  known: '',
  added: [],
})

/** Whether an event is one of those that the order is made of. */
export const isMadeOf = ({ known, added }: Order, eventId: string): boolean =>
  added.includes(eventId) || known.includes(eventId)

/**
 * What each event says of where its order stands; null where that is not its to say. The order's status is the
 * highest word that was said, by the order of `orderStatuses`: a maximum is the same in whatever order the events come,
 * and however often, so no table of states against inputs is needed. It agrees with the order service's own table:
 * nothing leads back, CANCEL_PENDING outranks progress, and the end is the order service's own word.
 */
export const said = {
  OrderCreated: 'PENDING',
  OrderCleared: null,
  StockReserved: 'STOCK_RESERVED',
  StockRejected: null,
  StockReleased: null,
  PaymentCaptured: 'PAID',
  PaymentDeclined: null,
  PaymentRefunded: null,
  ShipmentDispatched: null,
  ShipmentFailed: null,
  ShipmentCancelled: null,
  OrderCancellationRequested: 'CANCEL_PENDING',
  OrderCompleted: 'COMPLETED',
  OrderRejected: 'REJECTED',
  OrderCancelled: 'CANCELLED',
} as const satisfies Readonly<Record<OrderEventType, OrderStatus | null>>

export const orderEventTypes = Object.keys(said) as readonly OrderEventType[]

/** The events that say nothing of where their order stands. */
export type SilentEventType = {
  [T in OrderEventType]: (typeof said)[T] extends null ? T : never
}[OrderEventType]

/** The order once this word is said of it, with the reason that comes with the word. */
export function saidOf(order: Order, status: OrderStatus, reason: string | null): Order {
  const higher = orderStatuses.indexOf(status) - orderStatuses.indexOf(order.status)
  // Of two reasons for the same word one wins, whichever came first: the services never give two.
  if (higher < 0 || (higher === 0 && (reason ?? '') <= (order.reason ?? ''))) return order
  return { ...order, status, reason }
}

/**
 * Whether an order that has ended kept, or lacks, money: what was captured and not refunded is the price of a completed
 * order, and nothing of any other. For a moment it may be so: refunds come after the end.
 */
export function isMispaid(order: Order): boolean {
  const outcome = outcomeOf(order)
  if (outcome === undefined) return false
  const owed = outcome === 'COMPLETED' ? order.total?.amount : 0
  return owed === undefined || order.captured - order.refunded !== BigInt(owed)
}

/** Whether an order that has ended was dispatched, or was not, against its end: completed orders are, once. */
export function isMisshipped(order: Order): boolean {
  const outcome = outcomeOf(order)
  return outcome !== undefined && order.dispatches !== (outcome === 'COMPLETED' ? 1 : 0)
}

/** Undefined for an open order. */
export function outcomeOf({ status }: Order): OrderOutcome | undefined {
  switch (status) {
    case 'COMPLETED':
    case 'REJECTED':
    case 'CANCELLED':
      return status
    default:
      return undefined
  }
}
