import type { EventsOf, Publishes, Versions } from '@orderflow/events'
import type { Decider } from '@orderflow/messaging/decider'
import { cancel, dispatch } from './domain/decide.ts'
import type { Deliverability, ShipmentEvent, Shipments } from './domain/shipment.ts'
import type { Inputs } from './domain/transitions.ts'

export { rights } from './rights.ts'

/** The events that shipping reacts to, each in the newest version that it knows. */
export const consumes = {
  PaymentCaptured: 1,
  OrderCancellationRequested: 1,
} as const satisfies Versions & Record<Inputs, number>

/** The events that it publishes, in their versions. */
export const publishes = {
  ShipmentDispatched: [1],
  ShipmentFailed: [1],
  ShipmentCancelled: [1],
} as const satisfies Publishes<ShipmentEvent>

type Reactions = EventsOf<typeof consumes>

/** Everything that shipping reacts to. */
export const decide = (undeliverable: Deliverability): Decider<Shipments, Reactions, ShipmentEvent> => ({
  PaymentCaptured: dispatch(undeliverable),
  OrderCancellationRequested: cancel,
})
