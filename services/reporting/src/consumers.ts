import { currentVersions, type EventsOf, type Publishes, type TombstonesOf } from '@orderflow/events'
import type { Decider } from '@orderflow/messaging/decider'
import { onInventoryAdjusted, onOrderEvents, onProductDeleted } from './domain/decide.ts'
import type { Reporting } from './domain/world.ts'

export { rights } from './rights.ts'

const { StockLow: _fromOtherStacks, ...ofServices } = currentVersions

/** Every event of the services, in its current version. */
export const consumes = ofServices

/** It publishes none. */
export const publishes = {} as const satisfies Publishes<never>

type Reactions = EventsOf<typeof consumes> & TombstonesOf<typeof consumes>

/** What each event does to the read models; what those of an order say of its status is in `domain/order.ts`. */
export const decide: Decider<Reporting, Reactions, never> = {
  ...onOrderEvents,
  InventoryAdjusted: onInventoryAdjusted,
  InventoryAdjustedTombstone: onProductDeleted,
}
