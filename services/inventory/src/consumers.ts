import type { EventsOf, Publishes } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { adjust, release, reserve, sell } from './domain/decide.ts'
import type { AdjustStock, InventoryEvent, Stock } from './domain/stock.ts'

/** The events that inventory reacts to, each in the newest version that it knows. */
export const consumes = {
  OrderCreated: 2,
  PaymentDeclined: 1,
  ShipmentDispatched: 1,
  ShipmentFailed: 1,
} as const

/** The events that it publishes, in their versions. */
export const publishes = {
  StockReserved: [1],
  StockRejected: [1],
  StockReleased: [1],
  InventoryAdjusted: [1],
} as const satisfies Publishes<InventoryEvent>

type Reactions = EventsOf<typeof consumes> & { AdjustStock: AdjustStock }

/** Everything that inventory reacts to. */
export const decide: Decider<Stock, Reactions, InventoryEvent> = {
  OrderCreated: reserve,
  PaymentDeclined: release,
  ShipmentFailed: release,
  ShipmentDispatched: sell,
  AdjustStock: adjust,
}
