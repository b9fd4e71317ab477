import type { EventsOf, Publishes } from '@orderflow/events'
import type { Decider } from '@orderflow/messaging/decider'
import { onCompensation, onGatewayAnswered, onPayable, type Payments } from './domain/decide.ts'
import type { GatewayAnswer, PaymentEvent } from './domain/payment.ts'

export { rights } from './rights.ts'

/**
 * The events that payment reacts to, each in the newest version that it knows; of StockReserved in the first, which alone means
 * that the order may be charged.
 */
export const consumes = {
  StockReserved: 1,
  OrderCleared: 1,
  ShipmentFailed: 1,
  ShipmentCancelled: 1,
} as const

/** The events that it publishes, in their versions. */
export const publishes = {
  PaymentCaptured: [1],
  PaymentDeclined: [1],
  PaymentRefunded: [1],
} as const satisfies Publishes<PaymentEvent>

type Reactions = EventsOf<typeof consumes> & { GatewayAnswered: GatewayAnswer }

/** Everything that payment reacts to. */
export const decide: Decider<Payments, Reactions, PaymentEvent> = {
  StockReserved: onPayable('StockReserved'),
  OrderCleared: onPayable('OrderCleared'),
  ShipmentFailed: onCompensation('ShipmentFailed'),
  ShipmentCancelled: onCompensation('ShipmentCancelled'),
  GatewayAnswered: onGatewayAnswered,
}
