/**
 * A service's reactions as data: every state against every input, with the name of the step that is taken.
 * No default: a missing cell does not compile. Deciders perform the step of that name, documents are drawn
 * from it, and simulations count how often each cell was entered.
 */
export type Transitions<State extends string, Inputs extends string, Step extends string> = Readonly<
  Record<State, Readonly<Record<Inputs, Step>>>
>

/** One way in which a step may end. */
export interface End<State extends string = string, Event extends string = string> {
  /** The state after it; left out where the state stays as it was. */
  readonly to?: State
  /** The events that it then publishes, all of them in this order; left out where there are none. */
  readonly emits?: readonly Event[]
}

/** What a step does, as facts that documents show and tests hold the code to. */
export interface StepFacts<State extends string = string, Event extends string = string> {
  /** In a few words, for people. */
  readonly does: string
  /** The ways in which it may end, each with its own events. None: the state stays, and nothing is published. */
  readonly ends: readonly End<State, Event>[]
}

/** The steps that change nothing, in every service's words. */
export type Ignoring = 'duplicate' | 'late'

/** A cell that no order of events can enter: what arrives there goes to the dead letters, for a person. */
export type Impossible = 'impossible'

export const ignoringSteps = {
  duplicate: { does: 'nothing: it is there already', ends: [] },
  late: { does: 'nothing: it is past that', ends: [] },
  impossible: { does: 'cannot happen: dead letter', ends: [] },
} as const satisfies Record<Ignoring | Impossible, StepFacts>

/**
 * Whether an input would still change what is in this state. If so of one that was set aside as a dead letter, what
 * was to come of it has not come, and nothing but sending it back brings it about.
 */
export function isOwed(table: Transitions<string, string, string>, state: string, input: string): boolean {
  const step = table[state]?.[input]
  return step !== undefined && !Object.hasOwn(ignoringSteps, step)
}

/**
 * The step for an input in a state. Its type is just the steps in that input's column: a decider that
 * switches over it, and forgets one, does not compile.
 *
 * @param subject what is in that state, for the error: `order 42`
 * @throws for a cell that no order of events can enter
 */
export function stepFor<
  Table extends Transitions<string, string, string>,
  Input extends string & keyof Table[keyof Table],
>(
  table: Table,
  state: string & keyof Table,
  input: Input,
  subject: string,
): Exclude<Table[keyof Table][Input], Impossible> {
  const step = table[state]?.[input]
  if (step === undefined || step === 'impossible') {
    throw new Error(`${input} cannot happen to ${subject}, which is ${state}`)
  }
  return step as Exclude<Table[keyof Table][Input], Impossible>
}

/** Closes a `switch` over steps: one that is missing there does not compile. */
export function unreachable(step: never): never {
  throw new Error(`no decision for ${step}`)
}
