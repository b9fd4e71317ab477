import type { Event, OrderStatus } from '@orderflow/events'
import type { Rows } from '@orderflow/messaging/decider'

/** What the order service publishes. */
export type OrderEvent = Event<
  | 'OrderCreated'
  | 'OrderCleared'
  | 'OrderCancellationRequested'
  | 'OrderRejected'
  | 'OrderCompleted'
  | 'OrderCancelled'
>

export type { OrderStatus }

/** A version of the saga (docs/changing-the-saga.md). */
export type Saga = 1 | 2

export interface Item {
  readonly productId: string
  readonly quantity: number
}

/** Integer minor units (cents) of an ISO 4217 currency. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** A customer, and the only id by which anything but the order service's table of customers knows them. */
export interface Customer {
  /** Their own id. */
  readonly customerId: string
  readonly pseudonym: string
}

export interface Order {
  readonly orderId: string
  /** The customer's pseudonym; in an order from before there were any, their own id. */
  readonly customerId: string
  readonly items: readonly Item[]
  /** ISO 4217: what the customer pays in. */
  readonly currency: string
  /** ISO 3166-1 alpha-2, where the customer said it. */
  readonly destinationCountry: string | null
  readonly status: OrderStatus
  /** Why the order was rejected or cancelled, or is to be: a code such as OUT_OF_STOCK. */
  readonly reason: string | null
  /** Known once stock is reserved. */
  readonly total: Money | null
  readonly correlationId: string
  /** The version of the saga that it began with, and goes by to its end. */
  readonly saga: Saga
  /** Grows by one with each change. */
  readonly version: number
  /** An order that has not ended by then asks for its own cancellation. */
  readonly deadlineAt: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** What a batch of inputs works on. */
export type Orders = {
  /** Those who give commands, by their own ids. */
  readonly customers: Rows<Customer>
  readonly orders: Rows<Order>
}

/** The command behind `POST /orders`. */
export interface PlaceOrder {
  /** A new id, made by the route. */
  readonly orderId: string
  /** The customer's own id. */
  readonly customerId: string
  /** A new one, made by the route: for a customer who has none yet. */
  readonly pseudonym: string
  readonly items: readonly Item[]
  readonly currency: string
  readonly destinationCountry?: string | undefined
  /** How long it may take to end. A length, not a time: no two clocks have to agree on it. */
  readonly deadlineMs: number
  /** The version of the saga that it is to go by; 1 unless told. */
  readonly saga?: Saga | undefined
}

export interface PlaceOrderReply {
  readonly outcome: 'accepted'
  readonly orderId: string
}

/** The command behind `POST /orders/:id/cancel`. */
export interface CancelOrder {
  readonly orderId: string
  /** The own id of whose it has to be; unless told, anyone's. */
  readonly customerId?: string | undefined
}
export type CancelOrderReply =
  /** Cancellation is under way, or has come about at this request. */
  | { readonly outcome: 'accepted'; readonly status: 'CANCEL_PENDING' | 'CANCELLED' }
  | { readonly outcome: 'unknown-order' }
  /** The order has ended otherwise. */
  | { readonly outcome: 'refused'; readonly status: OrderStatus; readonly reason: string | null }

/** An order's deadline has passed. Whether the order has ended by then is for `decide` to see. */
export interface DeadlinePassed {
  readonly orderId: string
}
