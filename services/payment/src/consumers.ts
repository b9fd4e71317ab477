import type { Event, EventsOf } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { capture, type Payments, refund, settle } from './domain/decide.ts'
import type { GatewayAnswer } from './domain/payment.ts'

type Reactions = EventsOf<'StockReserved' | 'ShipmentFailed'> & { GatewayAnswered: GatewayAnswer }

/** Everything that payment reacts to. */
export const decide: Decider<Payments, Reactions, Event> = {
  StockReserved: capture,
  ShipmentFailed: refund,
  GatewayAnswered: settle,
}
