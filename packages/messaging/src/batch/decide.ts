import { MessagingError } from '../errors.ts'
import type { Decision, Emission, Input, WorkingSet } from '../types/decider.ts'
import type { Service } from './service.ts'

/** What came of deciding one input: its decision with the messages that say it, or what was thrown. */
export type Decided<Message> =
  | { readonly decision: Decision; readonly messages: readonly Message[] }
  | { readonly error: unknown }

/**
 * Decides one input and keeps what it changed in the world; if the decision throws, or `encode` refuses one
 * of its events, all of that is discarded. Without I/O: the simulator goes through here too. Never throws.
 */
export function decideInput<World extends { readonly [name: string]: WorkingSet }, Message>(
  service: Pick<Service<World>, 'name' | 'decide'>,
  world: World,
  input: Input,
  encode: (emission: Emission) => readonly Message[],
): Decided<Message> {
  try {
    const decide = service.decide[input.type]
    if (decide === undefined) {
      throw new MessagingError('INPUT_UNKNOWN', `${service.name} has no decision for ${input.type}.`)
    }
    const decision = aDecision(decide(world, input)) ?? {}
    const messages = (decision.events ?? []).flatMap(encode)
    for (const rows of Object.values(world)) rows.commit(input)
    return { decision, messages }
  } catch (error) {
    for (const rows of Object.values(world)) rows.rollback()
    return { error }
  }
}

/** What an async decider changes would come after its batch; its events, and those of a bare list, would come nowhere. */
function aDecision(decision: Decision): Decision {
  if (decision instanceof Promise)
    throw new MessagingError('DECISION_ASYNC', 'The decision is a promise: a decider waits for nothing.')
  if (Array.isArray(decision))
    throw new MessagingError('DECISION_INVALID', 'The decision is a list: return { events: […] }.')
  return decision
}
