import type { Store } from '@orderflow/messaging/decider'
import { storeOf, table } from '@orderflow/messaging/tables'
import type { Shipment, Shipments } from './domain/shipment.ts'

export const shipments = table<Shipment>('shipments', {
  orderId: 'text',
  status: 'text',
  reason: 'text null',
  trackingNumber: 'text null',
  version: 'integer',
})

/** Shipments as rows. */
export const store: Store<Shipments> = storeOf({ shipments })

/** One shipment without locking it; for queries. */
export const findShipment = shipments.find
