import type { Event, EventsOf } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { placeOrder, progress } from './domain/decide.ts'
import type { Orders, PlaceOrder } from './domain/order.ts'
import type { Progress } from './domain/transitions.ts'

type Reactions = EventsOf<Progress> & { PlaceOrder: PlaceOrder }

/** Everything that the order service reacts to. */
export const decide: Decider<Orders, Reactions, Event> = {
  PlaceOrder: placeOrder,
  StockReserved: progress('StockReserved'),
  StockRejected: progress('StockRejected'),
  PaymentCaptured: progress('PaymentCaptured'),
  PaymentDeclined: progress('PaymentDeclined'),
  ShipmentDispatched: progress('ShipmentDispatched'),
  ShipmentFailed: progress('ShipmentFailed'),
}
