import type { EventType, Versions } from '@orderflow/event-contracts'
import { pacts as inventory } from '@orderflow/inventory/pacts'
import type { Contracts, WorkingSet } from '@orderflow/messaging'
import { pacts as order } from '@orderflow/order/pacts'
import { pacts as payment } from '@orderflow/payment/pacts'
import { pacts as reporting } from '@orderflow/reporting/pacts'
import { contractsOf } from '@orderflow/service-kit'
import type { Need, Occasion, Pacts } from '@orderflow/service-kit/testing'
import { pacts as shipping } from '@orderflow/shipping/pacts'
import { type ServiceFacts, type ServiceName, services } from '../../dev/lib/services.ts'

export type World = { readonly [name: string]: WorkingSet }

/** A service as one end of pacts. */
export interface Participant
  extends ServiceFacts,
    Pick<Pacts<World, Versions, object>, 'decide' | 'conclude' | 'outcome'> {
  readonly contracts: Contracts
  readonly needs: { readonly [T in EventType]?: Need<World> }
  readonly occasions: { readonly [T in EventType]?: Occasion<World> }
}

const pacts = { order, inventory, payment, shipping, reporting } satisfies Record<ServiceName, unknown>

export const participants: readonly Participant[] = services.map(facts => ({
  ...facts,
  ...(pacts[facts.name] as unknown as Pick<
    Participant,
    'decide' | 'conclude' | 'outcome' | 'needs' | 'occasions'
  >),
  contracts: contractsOf(facts),
}))

/** The one with this name. */
export const participant = (name: ServiceName) =>
  participants.find(participant => participant.name === name) as Participant
