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
  sagaSeconds: { [of in OrderOutcome | 'all']?: Percentiles }
}

/**
 * How it was, interval by interval: each array has an entry for each of them. Null where it is not known: reporting did not run
 * then, or what it knew is past its retention.
 */
export interface Past {
  /** The beginning of the first interval. */
  from: string
  /** Seconds of an interval. */
  step: number
  /** Orders placed and ended in the interval, by the events' own times. */
  placed: (number | null)[]
  completed: (number | null)[]
  rejected: (number | null)[]
  cancelled: (number | null)[]
  /** Milliseconds that orders took that ended in the interval; null also if none did. */
  p50Ms: (number | null)[]
  p99Ms: (number | null)[]
  /** How all orders stood at the interval's end. */
  orders: { [figure in keyof OrderFigures]: (number | null)[] }
  /** Minor units, sums until the interval's end. */
  revenue: { currency: string; captured: (string | null)[]; refunded: (string | null)[] }[]
  /** Events that came in the interval, by type. */
  events: Record<string, (number | null)[]>
  /** At the interval's end: messages that each consumer group had still to read, and those on dead-letter topics. */
  lag: Record<string, (number | null)[]>
  deadLetters: Record<string, (number | null)[]>
}

/** About twice a second on `/stream`. What is null is not known at the moment: its source is away. */
export interface Frame {
  at: string
  /** How many events of each type there were. */
  events: Record<string, number> | null
  orders: OrderFigures | null
  revenue: Revenue[] | null
  /** Milliseconds that the `n` orders took that ended in the last 10 to 20 s; null also if none did. */
  sagaMs: { p50: number; p99: number; n: number } | null
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
  /** Messages by dead-letter topic, sent back or not, where there are any. */
  deadLetters: Record<string, number> | null
  /** What the services' metrics say, and the alerts; null where reporting does not ask them. */
  watch: Watch | null
}

/** An alert of deploy/prometheus/rules that holds. */
export interface WatchedAlert {
  /** `ServiceDown` */
  name: string
  severity: 'critical' | 'warning'
  /** It fires once it has held for as long as its rule wants. */
  state: 'pending' | 'firing'
  since: string
  summary: string
  description: string
  /** The name of its page in docs/runbooks, without `.md`; null if the rule names none. */
  runbook: string | null
  /** Whom it is about, if it is about one service. */
  service?: string
}

/** A service as its own `/metrics` tells; what is null is not known. */
export interface WatchedService {
  up: boolean
  /** Events that wait for the broker. */
  outbox: number | null
  /** Whether it reached its database, and the brokers, the last time. */
  database: boolean | null
  kafka: boolean | null
  /** Callers that wait for a connection of its pool. */
  waitingForConnections: number | null
  /** How long the message has waited that it takes in next, on the topic on which that is most. */
  lagSeconds: number | null
}

export interface WatchedGateway {
  /** 0 closed, 1 half-open, 2 open. */
  breaker: number
  /** Captures and refunds that it has not answered, and the age of the oldest. */
  waiting: number
  oldestSeconds: number
  inFlight: number
  retriesPerMinute: number
}

/** What is wrong, if anything. */
export interface Watch {
  /** When the services were asked. */
  at: string
  /** The worst first. */
  alerts: WatchedAlert[]
  services: Record<string, WatchedService>
  /** Null while payment does not answer. */
  gateway: WatchedGateway | null
  orders: {
    /** When the oldest order was placed that has not ended; null also if there is none. */
    oldestOpenAt: string | null
    /** Orders that have not ended and are past their deadline; null while order does not answer. */
    pastDeadline: number | null
  }
}

/** More of one service, for its panel. Figures are null while it does not answer. */
export interface ServiceDetails {
  service: string
  /** When it was asked. */
  at: string
  up: boolean
  /** Where its group stands, as whoever knows it says; known of a service that is down, too. */
  consumers: { topic: string; partition: number; lag: number }[]
  outbox: { unsent: number; oldestSeconds: number; quarantinedKeys: number } | null
  /** Of inputs in one transaction, since the process began. */
  batches: { n: number; mean: number; p50: number; p99: number } | null
  pool: { total: number; idle: number; waiting: number } | null
  /** When the process began. */
  startedAt: string | null
  memoryBytes: number | null
  eventLoopP99Ms: number | null
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

/** A process that `npm start` runs, as its control API tells. */
export type ProcessState = 'up' | 'starting' | 'stopping' | 'down' | 'stopped'

/** What the control API of `npm start` answers, by its path. */
export interface ControlAnswers {
  state: { processes: Record<string, ProcessState> }
  process: { state: ProcessState }
  duplicate: { type: string; topic: string }
  poison: { topic: string }
  redrive: { redriven: number; already: number; refused: number }
}
