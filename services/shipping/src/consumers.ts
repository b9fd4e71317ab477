import type { Event, EventsOf } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { dispatch } from './domain/decide.ts'
import type { Deliverability, Shipments } from './domain/shipment.ts'

type Reactions = EventsOf<'PaymentCaptured'>

/** Everything that shipping reacts to. */
export const decide = (undeliverable: Deliverability): Decider<Shipments, Reactions, Event> => ({
  PaymentCaptured: dispatch(undeliverable),
})
