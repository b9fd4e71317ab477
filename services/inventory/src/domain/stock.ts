import type { Event } from '@orderflow/events'
import type { Rows } from '@orderflow/messaging/decider'

/** What inventory publishes. */
export type InventoryEvent = Event<'StockReserved' | 'StockRejected' | 'StockReleased' | 'InventoryAdjusted'>

/** A product with its pieces: each one is available, reserved for an open order, or sold. */
export interface Product {
  readonly productId: string
  readonly name: string
  /** Integer minor units of `currency`. */
  readonly unitPrice: number
  readonly currency: string
  readonly available: number
  readonly reserved: number
  readonly sold: number
  /** Grows by one with each change. */
  readonly version: number
}

export interface Line {
  readonly productId: string
  readonly quantity: number
}

/** BARRED is a tombstone: the order's cancellation came before the order, which finds it here. */
export type ReservationStatus = 'RESERVED' | 'REFUSED' | 'RELEASED' | 'SOLD' | 'BARRED'

/** What an order holds. A refused reservation is kept too: it recognises the order if it comes again. */
export interface Reservation {
  readonly orderId: string
  readonly status: ReservationStatus
  /** One line per product, however often the order names it. */
  readonly lines: readonly Line[]
  readonly version: number
}

/** A change of stock by a person: delivered, counted, broken. */
export interface Adjustment {
  readonly adjustmentId: string
  readonly productId: string
  readonly delta: number
  readonly reason: string
  readonly at: string
}

/** What a batch of inputs works on. */
export type Stock = {
  readonly products: Rows<Product>
  readonly reservations: Rows<Reservation>
  readonly adjustments: Rows<Adjustment>
}

/** The most pieces of one product in the house: available, reserved and sold together. */
export const maxPieces = 2_000_000_000

/** The command behind `POST /products/:id/adjust`. */
export interface AdjustStock {
  readonly productId: string
  readonly delta: number
  readonly reason: string
}

export type AdjustStockReply =
  | { readonly outcome: 'adjusted'; readonly product: Product }
  | { readonly outcome: 'unknown-product' }
  /** Fewer pieces are available than the adjustment takes away. */
  | { readonly outcome: 'not-enough'; readonly available: number }
  /** More pieces than a product can have. */
  | { readonly outcome: 'too-many'; readonly room: number }
