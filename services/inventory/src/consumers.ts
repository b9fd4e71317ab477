import type { Event, EventsOf } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { adjust, release, reserve, sell } from './domain/decide.ts'
import type { AdjustStock, Stock } from './domain/stock.ts'

type Reactions = EventsOf<'OrderCreated' | 'PaymentDeclined' | 'ShipmentDispatched' | 'ShipmentFailed'> & {
  AdjustStock: AdjustStock
}

/** Everything that inventory reacts to. */
export const decide: Decider<Stock, Reactions, Event> = {
  OrderCreated: reserve,
  PaymentDeclined: release,
  ShipmentFailed: release,
  ShipmentDispatched: sell,
  AdjustStock: adjust,
}
