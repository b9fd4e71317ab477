import { type End, ignoringSteps, type StepFacts, type Transitions } from '../batch/transitions.ts'

/** What an input came to: the state after it, and the types of the events that it published, in their order. */
export interface Came {
  readonly state: string
  readonly events: readonly string[]
}

/**
 * Holds a service's code to its tables: plays every cell, and says where what comes of it is none of the ends that the
 * cell's step has by its facts, and which end comes of no cell.
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
      const { ends } = steps[step]
      for (const each of came) {
        const end = (ends.length === 0 ? [{}] : ends).find(end => isSame(end, state, each))
        if (end === undefined) deviate(`ends ${inWords({ to: each.state, emits: each.events })}`)
        else promised.delete(`${step} ends ${inWords(end)}`)
      }
    }
  }
  return [...found, ...[...promised].map(promise => `in no cell ${promise}`)]
}

/** Steps that every service has the words for need not occur in each. */
const promises = ([step, { ends }]: [string, StepFacts]): string[] =>
  Object.hasOwn(ignoringSteps, step)
    ? []
    : [`${step} is taken`, ...ends.map(end => `${step} ends ${inWords(end)}`)]

const isSame = ({ to, emits = [] }: End, before: string, { state, events }: Came) =>
  (to ?? before) === state && emits.length === events.length && emits.every((type, n) => type === events[n])

const inWords = ({ to, emits = [] }: End) =>
  `${to === undefined ? 'as it was' : `in ${to}`} with ${emits.length === 0 ? 'no event' : emits.join(' and ')}`

function played(play: () => readonly Came[]): readonly Came[] | undefined {
  try {
    return play()
  } catch {
    return undefined
  }
}
