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
    // Its own rows alone: an input may be called `toString`.
    const decide = Object.hasOwn(service.decide, input.type) ? service.decide[input.type] : undefined
    if (decide === undefined) {
      throw new MessagingError('INPUT_UNKNOWN', `${service.name} has no decision for ${input.type}.`)
    }
    const decision = checked(decide(world, input))
    const messages = (decision.events ?? []).flatMap(encode)
    for (const rows of Object.values(world)) rows.commit(input)
    return { decision, messages }
  } catch (error) {
    for (const rows of Object.values(world)) rows.rollback()
    return { error }
  }
}

const nothing: Decision = {}
const words: ReadonlySet<string> = new Set(['events', 'reply', 'ignored'] satisfies (keyof Decision)[])

/** Holds deciders that no compiler has checked to what a decision is: of anything else the events would be lost unsaid. */
function checked(decision: Decision | null | undefined): Decision {
  if (decision === undefined || decision === null) return nothing
  // What an async decider changes would come after its batch, and its events would come nowhere.
  if (decision instanceof Promise) {
    throw new MessagingError('DECISION_ASYNC', 'The decision is a promise: a decider waits for nothing.')
  }
  if (typeof decision !== 'object' || Array.isArray(decision)) {
    throw invalid(`is ${Array.isArray(decision) ? 'an array' : `a ${typeof decision}`}`)
  }
  for (const word in decision) if (!words.has(word)) throw invalid(`has ${JSON.stringify(word)}`)
  if (decision.events !== undefined && !Array.isArray(decision.events)) {
    throw invalid('has "events" that are no array')
  }
  return decision
}

const invalid = (fault: string) =>
  new MessagingError(
    'DECISION_INVALID',
    `The decision ${fault}: return { events: [{ type, sequence, data }], reply } with what there is of these, or nothing.`,
  )
