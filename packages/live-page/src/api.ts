import type { OrderOutcome, OrderStatus } from '@orderflow/events'

/**
 * What reporting answers, as types alone: for the page, and for whoever else calls it. They stand here, and reporting is held
 * to them, because a package knows no service. Times are ISO 8601 in UTC.
 */

export type { OrderStatus }

/** Integer minor units (cents) of an ISO 4217 currency. */
export interface Money {
  amount: number
  currency: string
}

export interface OrderSummary {
  orderId: string
  /** The customer's pseudonym: events know no other id. */
  customerId: string
  status: OrderStatus
  /** Why it was rejected or cancelled, or is to be: a code such as OUT_OF_STOCK. */
  reason?: string
  items: { productId: string; quantity: number }[]
  /** Known once stock is reserved. */
  total?: Money
  correlationId: string
  createdAt: string
  /** The time of its latest event. */
  updatedAt: string
  endedAt?: string
  /** From createdAt to endedAt, with fractions. */
  seconds?: number
}

export interface OrderList {
  orders: OrderSummary[]
  /** Where to go on; none if that was all. */
  next?: string
}

export interface JourneyEvent {
  id: string
  type: string
  /** Where it lay, with its version. */
  topic: string
  /** Who published it: `/services/order`. */
  source: string
  time: string
  /** The version of its aggregate after this change. */
  sequence?: number
  /** The id of what caused it: another event of the journey, or a command, deadline or gateway's answer. */
  causationId?: string
  correlationId: string
  /** Who began it all: `customer`, `operator`, `deadline`. */
  initiator: string
  /** W3C trace context. */
  traceparent?: string
  /** How often it was delivered to reporting, as far as is known: 1 if no duplicate came. */
  deliveries: number
  data: unknown
}

export interface Journey {
  order: OrderSummary
  /** Causes before their effects, else by time. */
  events: JourneyEvent[]
  /** Where to go on (`after`), if there are more events than were asked for or fit into an answer; none if that was all. */
  next?: string
}

/** The quantities of a product as its newest event has them. */
export interface Product {
  productId: string
  available: number
  reserved: number
  sold: number
  version: number
  updatedAt: string
}

export interface OrderFigures {
  total: number
  open: number
  completed: number
  rejected: number
  cancelled: number
}

/** Minor units; sums, so integers as text. */
export interface Revenue {
  currency: string
  captured: string
  refunded: string
}

/** Seconds that orders took from their placement to their end. */
export interface Percentiles {
  p50: number
  p95: number
  p99: number
}

export interface Stats {
  orders: OrderFigures
  /** The 100 most frequent; `orders` counts all. */
  outcomes: { outcome: OrderOutcome; reason?: string; n: number }[]
  revenue: Revenue[]
  /** The last 60 minutes in which anything happened, the oldest first. */
  perMinute: { minute: string; created: number; completed: number; rejected: number; cancelled: number }[]
  /** Of orders that ended in the last five minutes; without an entry where none did. */
  sagaSeconds: { all?: Percentiles } & { [outcome in OrderOutcome]?: Percentiles }
}

/** About twice a second on `/stream`. What is null is not known at the moment: its source is away. */
export interface Frame {
  at: string
  /** How many events of each type there were. */
  events: Record<string, number> | null
  orders: OrderFigures | null
  revenue: Revenue[] | null
  /** Milliseconds that orders took that ended in the last 10 to 20 s; null also if none did. */
  sagaMs: { p50: number; p99: number } | null
  /** Products that changed since the last frame, 20 at most; all of them, up to 500, in a client's first. */
  stock: Product[]
  /** True where `stock` holds all products: those that it lacks are no more. */
  whole?: true
  /** Ids of products that were shown and are no more, or no longer among the 500 that changed last. */
  gone: string[]
  /** The 20 orders that changed last, the latest first. */
  recent: OrderSummary[]
  /** Messages that each consumer group has still to read. */
  lag: Record<string, number> | null
  /** Open messages by dead-letter topic, where there are any. */
  deadLetters: Record<string, number> | null
}

export interface PageConfig {
  /** Base URLs by service, to be called by the browser. */
  services: Record<string, string>
  /** Who signs the page in; none where the services ask nobody who they are. */
  signIn?: { issuer: string; clientId: string }
  /** Base URL of what starts and stops processes, where there is such a thing. */
  control?: string
  controlToken?: string
  /** With `{traceId}` in it. */
  traceUrl?: string
}
