import type { Rows } from '@orderflow/messaging/decider'
import type { Order } from './order.ts'
import type { DurationCount, EventCount, MinuteCount, OutcomeCount, Revenue } from './tallies.ts'

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

/**
 * What a batch of events works on. Orders are loaded; of all else the rows hold only what this batch adds, so they
 * are never read: newest quantities replace older ones, and tallies are added up, when they are written.
 */
export type Reporting = {
  readonly orders: Rows<Order>
  readonly journeys: Rows<JourneyEvent>
  readonly stock: Rows<StockLevel | StockDeletion>
  readonly eventCounts: Rows<EventCount>
  readonly outcomes: Rows<OutcomeCount>
  readonly revenue: Rows<Revenue>
  readonly minutes: Rows<MinuteCount>
  readonly durations: Rows<DurationCount>
}
