import type { ServiceEvents, ServiceTables } from '@orderflow/messaging/service'
import { isOwed, type Transitions } from '@orderflow/messaging/transitions'

/** A topic, and a state in which a message of it still has something to do. */
export interface Owed {
  readonly topic: string
  readonly state: string
}

/**
 * For each topic that a service reads, the states of its table in which such a message would change something. A
 * message that was set aside while its row is in such a state holds the order back, and only sending it back helps.
 * `NONE`, no row, is not among them: there is nothing that was begun, and the order's own deadline ends it.
 */
export function owedIn(
  events: ServiceEvents,
  consumes: ServiceTables['consumes'],
  transitions: Transitions<string, string, string>,
): Owed[] {
  const { consumed } = events.contractsOf({ consumes, publishes: {} })
  const states = Object.keys(transitions).filter(state => state !== 'NONE')
  return events.consumedTopics(consumes).flatMap(topic => {
    const type = consumed(topic)?.type ?? ''
    return states.filter(state => isOwed(transitions, state, type)).map(state => ({ topic, state }))
  })
}
