import type { EventsOf, EventType, Publishes, TombstonesOf, Versions } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { onInventoryAdjusted, onOrderEvent, onProductDeleted } from './domain/decide.ts'
import type { Reporting } from './domain/world.ts'

/** Every event, in the newest version that reporting knows. */
export const consumes = {
  OrderCreated: 2,
  OrderRejected: 1,
  OrderCompleted: 1,
  OrderCancelled: 1,
  OrderCancellationRequested: 1,
  StockReserved: 1,
  StockRejected: 1,
  StockReleased: 1,
  PaymentCaptured: 1,
  PaymentDeclined: 1,
  PaymentRefunded: 1,
  ShipmentDispatched: 1,
  ShipmentFailed: 1,
  ShipmentCancelled: 1,
  InventoryAdjusted: 1,
} as const satisfies Versions & Record<EventType, number>

/** It publishes none. */
export const publishes = {} as const satisfies Publishes<never>

type Reactions = EventsOf<typeof consumes> & TombstonesOf<typeof consumes>

/** What each event does to the read models. */
export const decide: Decider<Reporting, Reactions, never> = {
  OrderCreated: onOrderEvent('OrderCreated'),
  OrderRejected: onOrderEvent('OrderRejected'),
  OrderCompleted: onOrderEvent('OrderCompleted'),
  OrderCancelled: onOrderEvent('OrderCancelled'),
  OrderCancellationRequested: onOrderEvent('OrderCancellationRequested'),
  StockReserved: onOrderEvent('StockReserved'),
  StockRejected: onOrderEvent('StockRejected'),
  StockReleased: onOrderEvent('StockReleased'),
  PaymentCaptured: onOrderEvent('PaymentCaptured'),
  PaymentDeclined: onOrderEvent('PaymentDeclined'),
  PaymentRefunded: onOrderEvent('PaymentRefunded'),
  ShipmentDispatched: onOrderEvent('ShipmentDispatched'),
  ShipmentFailed: onOrderEvent('ShipmentFailed'),
  ShipmentCancelled: onOrderEvent('ShipmentCancelled'),
  InventoryAdjusted: onInventoryAdjusted,
  InventoryAdjustedTombstone: onProductDeleted,
}
