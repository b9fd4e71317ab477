import type { Rows } from '@orderflow/messaging/decider'
import type { Arrivals } from './arrivals.ts'
import type { Order, OrderOutcome } from './order.ts'

/** An event of an order, as a CloudEvent in JSON with the extensions of this system. */
export interface CloudEvent {
  readonly id: string
  readonly type: string
  readonly topic: string
  readonly source: string
  readonly time: string
  readonly sequence?: number | undefined
  readonly causationId?: string | undefined
  readonly correlationId: string
  readonly initiator: string
  readonly traceparent?: string | undefined
  readonly data: unknown
}

export interface JourneyEvent {
  readonly orderId: string
  readonly event: CloudEvent
}

/** The quantities of a product, and the version of the product that they are of. */
export interface StockLevel {
  readonly productId: string
  readonly available: number
  readonly reserved: number
  readonly sold: number
  readonly version: number
  readonly updatedAt: string
  /** It was deleted before, in the same batch: it replaces what is there, whatever its version. */
  readonly anew?: true
}

/** A product that is no more. */
export interface StockDeletion {
  readonly productId: string
  readonly deleted: true
}

export interface EventCount {
  readonly type: string
  readonly n: number
}

export interface OutcomeCount {
  readonly outcome: OrderOutcome | 'OPEN'
  /** Empty where there is none. */
  readonly reason: string
  readonly n: number
}

/** Minor units; sums of amounts, so beyond 2^53. */
export interface Revenue {
  readonly currency: string
  readonly captured: bigint
  readonly refunded: bigint
}

export interface MinuteCount {
  /** Its beginning, ISO 8601. */
  readonly minute: string
  readonly created: number
  readonly completed: number
  readonly rejected: number
  readonly cancelled: number
  /** Of those that ended then, the ones that keep or lack money, or were dispatched or not, against their end. */
  readonly mispaid: number
  readonly misshipped: number
}

export interface PlacementCount {
  /** The beginning of the ten seconds in which the orders were placed, ISO 8601. */
  readonly placed: string
  readonly n: number
}

export interface DurationCount {
  /** The beginning of the ten seconds in which the orders ended, ISO 8601. */
  readonly ended: string
  readonly outcome: OrderOutcome
  readonly bucket: number
  readonly n: number
}

/**
 * What a batch of events works on. Orders are loaded; of all else the rows hold only what this batch adds, so they
 * are never read: newest quantities replace older ones, and tallies are added up, when they are written.
 */
export type Reporting = {
  readonly orders: Rows<Order>
  readonly journeys: Arrivals<JourneyEvent>
  readonly stock: Rows<StockLevel | StockDeletion>
  readonly eventCounts: Rows<EventCount>
  readonly outcomes: Rows<OutcomeCount>
  readonly revenue: Rows<Revenue>
  readonly minutes: Rows<MinuteCount>
  readonly durations: Rows<DurationCount>
}
