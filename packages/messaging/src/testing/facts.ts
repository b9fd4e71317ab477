import { ignoringSteps, type StepFacts, type Transitions } from '../transitions.ts'

/** What an input came to: the state after it, and the types of the events that it published. */
export interface Came {
  readonly state: string
  readonly events: readonly string[]
}

/**
 * Holds a service's code to its tables: plays every cell, and says where what comes of it is not what the facts of
 * the cell's step allow, and what the facts promise that comes of no cell.
 *
 * @param play lets an input meet a state, once for each kind of data that matters; throws if the decider does
 * @returns a sentence for each deviation; none if code and tables agree
 */
export function deviations<State extends string, Input extends string, Step extends string>(
  transitions: Transitions<State, Input, Step>,
  steps: Readonly<Record<Step, StepFacts>>,
  play: (state: State, input: Input) => readonly Came[],
): string[] {
  const promised = new Set(Object.entries<StepFacts>(steps).flatMap(promises))
  const found: string[] = []
  for (const [state, inputs] of Object.entries(transitions) as [State, Record<Input, Step>][]) {
    for (const [input, step] of Object.entries(inputs) as [Input, Step][]) {
      promised.delete(`${step} is taken`)
      const deviate = (how: string) => found.push(`${state}, ${input}: ${step} ${how}`)
      const came = played(() => play(state, input))
      if (came === undefined || step === 'impossible') {
        if (came !== undefined) deviate('does not throw')
        if (step !== 'impossible') deviate('throws')
        continue
      }
      const { to, emits } = steps[step]
      for (const { state: after, events } of came) {
        promised.delete(`${step} leads to ${after}`)
        if (!(to.length === 0 ? [state] : to).includes(after)) deviate(`leads to ${after}`)
        for (const event of events) {
          promised.delete(`${step} publishes ${event}`)
          if (!emits.includes(event)) deviate(`publishes ${event}`)
        }
      }
    }
  }
  return [...found, ...[...promised].map(promise => `in no cell ${promise}`)]
}

/** Steps that every service has the words for need not occur in each. */
const promises = ([step, { to, emits }]: [string, StepFacts]): string[] =>
  Object.hasOwn(ignoringSteps, step)
    ? []
    : [
        `${step} is taken`,
        ...to.map(state => `${step} leads to ${state}`),
        ...emits.map(event => `${step} publishes ${event}`),
      ]

function played(play: () => readonly Came[]): readonly Came[] | undefined {
  try {
    return play()
  } catch {
    return undefined
  }
}
