import type { Event } from '@orderflow/events'
import type { Rows } from '@orderflow/messaging/decider'

/** What shipping publishes. */
export type ShipmentEvent = Event<'ShipmentDispatched' | 'ShipmentFailed' | 'ShipmentCancelled'>

/** CANCELLED is a tombstone: it may stand before any payment came, and refuses the dispatch. */
export type ShipmentStatus = 'DISPATCHED' | 'FAILED' | 'CANCELLED'

export interface Shipment {
  readonly orderId: string
  readonly status: ShipmentStatus
  /** Why it failed or was cancelled: a code such as UNDELIVERABLE_ADDRESS. */
  readonly reason: string | null
  readonly trackingNumber: string | null
  readonly version: number
}

/** What a batch of inputs works on. */
export type Shipments = { readonly shipments: Rows<Shipment> }

/** What the carrier says of a customer's address: the reason why nothing can be delivered there, if any. */
export type Deliverability = (customerId: string) => string | undefined
