import type { EventsOf, Publishes } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging'
import { dispatch } from './domain/decide.ts'
import type { Deliverability, ShipmentEvent, Shipments } from './domain/shipment.ts'

/** The events that shipping reacts to, each in the newest version that it knows. */
export const consumes = { PaymentCaptured: 1 } as const

/** The events that it publishes, in their versions. */
export const publishes = {
  ShipmentDispatched: [1],
  ShipmentFailed: [1],
} as const satisfies Publishes<ShipmentEvent>

type Reactions = EventsOf<typeof consumes>

/** Everything that shipping reacts to. */
export const decide = (undeliverable: Deliverability): Decider<Shipments, Reactions, ShipmentEvent> => ({
  PaymentCaptured: dispatch(undeliverable),
})
