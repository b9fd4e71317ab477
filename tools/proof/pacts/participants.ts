import { contractsOf, type EventType, type Versions } from '@orderflow/events'
import type { Need, Occasion, Pacts } from '@orderflow/events/testing'
import type { WorkingSet } from '@orderflow/messaging/decider'
import type { Contracts } from '@orderflow/messaging/events'
import { moduleOf, type ServiceFacts, type ServiceName, services } from '../../dev/lib/services.ts'

export type World = { readonly [name: string]: WorkingSet }

/** A service as one end of pacts. */
export interface Participant
  extends ServiceFacts,
    Pick<Pacts<World, Versions, object>, 'decide' | 'conclude' | 'outcome'> {
  readonly contracts: Contracts
  readonly needs: { readonly [T in EventType]?: Need<World> }
  readonly occasions: { readonly [T in EventType]?: Occasion<World> }
}

type Stated = Pick<Participant, 'decide' | 'conclude' | 'outcome' | 'needs' | 'occasions'>

export const participants: readonly Participant[] = await Promise.all(
  services.map(async facts => {
    const { pacts } = await moduleOf<{ readonly pacts: Stated }>(facts, 'pacts.ts')
    return { ...facts, ...pacts, contracts: contractsOf(facts) }
  }),
)

/** The one with this name. */
export const participant = (name: ServiceName) =>
  participants.find(participant => participant.name === name) as Participant
