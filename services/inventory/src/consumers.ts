import type { EventsOf, Publishes, Versions } from '@orderflow/events'
import type { Decider } from '@orderflow/messaging/decider'
import { adjust, onCompensation, onOrderCreated, onShipmentDispatched } from './domain/decide.ts'
import type { AdjustStock, InventoryEvent, Stock } from './domain/stock.ts'
import type { Inputs } from './domain/transitions.ts'

export { rights } from './rights.ts'

/** The events that inventory reacts to, each in the newest version that it knows. */
export const consumes = {
  OrderCreated: 3,
  PaymentDeclined: 1,
  ShipmentDispatched: 1,
  ShipmentFailed: 1,
  ShipmentCancelled: 1,
} as const satisfies Versions & Record<Inputs, number>

/** The events that it publishes, in their versions. */
export const publishes = {
  StockReserved: [2, 1],
  StockRejected: [1],
  StockReleased: [1],
  InventoryAdjusted: [1],
} as const satisfies Publishes<InventoryEvent>

type Reactions = EventsOf<typeof consumes> & { AdjustStock: AdjustStock }

/** Everything that inventory reacts to. */
export const decide: Decider<Stock, Reactions, InventoryEvent> = {
  OrderCreated: onOrderCreated,
  PaymentDeclined: onCompensation('PaymentDeclined'),
  ShipmentDispatched: onShipmentDispatched,
  ShipmentFailed: onCompensation('ShipmentFailed'),
  ShipmentCancelled: onCompensation('ShipmentCancelled'),
  AdjustStock: adjust,
}
