import type { EventsOf, Publishes, Versions } from '@orderflow/events'
import type { Decider } from '@orderflow/messaging/decider'
import { onCancelOrder, onDeadlinePassed, onProgress, placeOrder } from './domain/decide.ts'
import type { FraudCheck } from './domain/fraud.ts'
import type { CancelOrder, DeadlinePassed, OrderEvent, Orders, PlaceOrder } from './domain/order.ts'
import type { Progress } from './domain/transitions.ts'

export { rights } from './rights.ts'

/** The events that the order service reacts to, each in the newest version that it knows. */
export const consumes = {
  StockReserved: 2,
  StockRejected: 1,
  PaymentCaptured: 1,
  PaymentDeclined: 1,
  ShipmentDispatched: 1,
  ShipmentFailed: 1,
  ShipmentCancelled: 1,
} as const satisfies Versions & Record<Progress, number>

/** The events that it publishes, in their versions; configuration may leave out some of those that OrderCreated has for saga 1. */
export const publishes = {
  OrderCreated: [3, 2, 1],
  OrderCleared: [1],
  OrderCancellationRequested: [1],
  OrderRejected: [1],
  OrderCompleted: [1],
  OrderCancelled: [1],
} as const satisfies Publishes<OrderEvent>

type Reactions = EventsOf<typeof consumes> & {
  PlaceOrder: PlaceOrder
  CancelOrder: CancelOrder
  DeadlinePassed: DeadlinePassed
}

/** Everything that the order service reacts to. */
export const decide = (isSuspect: FraudCheck): Decider<Orders, Reactions, OrderEvent> => ({
  PlaceOrder: placeOrder,
  CancelOrder: onCancelOrder,
  DeadlinePassed: onDeadlinePassed,
  StockReserved: onProgress('StockReserved', isSuspect),
  StockRejected: onProgress('StockRejected', isSuspect),
  PaymentCaptured: onProgress('PaymentCaptured', isSuspect),
  PaymentDeclined: onProgress('PaymentDeclined', isSuspect),
  ShipmentDispatched: onProgress('ShipmentDispatched', isSuspect),
  ShipmentFailed: onProgress('ShipmentFailed', isSuspect),
  ShipmentCancelled: onProgress('ShipmentCancelled', isSuspect),
})
