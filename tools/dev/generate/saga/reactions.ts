import { acts, emitsOf, factsOf, inputsOf, type SagaTable, statesOf, stepIn } from './tables.ts'

/** An input, and what each service does about it, in whatever state; nothing is an empty text. */
export interface Reaction {
  readonly input: string
  readonly does: readonly string[]
}

/** What each of the services does about each of these inputs. */
export function reactions(tables: readonly SagaTable[], inputs: readonly string[]): Reaction[] {
  return inputs.map(input => ({
    input,
    does: tables.map(table => actingSteps(table, input).map(step => factsOf(table, step).does)).map(joined),
  }))
}

/** All inputs: what begins the saga, then what follows from it, then what comes upon it from outside, and so on. */
export function storyOrder(tables: readonly SagaTable[]): string[] {
  const opening = tables.flatMap(table => table.opening?.emits ?? [])
  const known = new Set(tables.flatMap(inputsOf))
  const found = new Set(opening)
  const followAll = () => {
    for (const input of found) {
      for (const next of tables.flatMap(table => consequences(table, input)))
        if (known.has(next)) found.add(next)
    }
  }
  followAll()
  for (const input of known) {
    found.add(input)
    followAll()
  }
  return [...found]
}

function consequences(table: SagaTable, input: string): string[] {
  const answers = Object.entries(table.outsiders).filter(([, sender]) => sender === 'gateway')
  return actingSteps(table, input).flatMap(step => [
    ...emitsOf(factsOf(table, step)),
    ...(table.asks?.[step] === undefined ? [] : answers.map(([answer]) => answer)),
  ])
}

function actingSteps(table: SagaTable, input: string): string[] {
  if (!inputsOf(table).includes(input)) return []
  return [...new Set(statesOf(table).map(state => stepIn(table, state, input)))].filter(acts)
}

const joined = (words: readonly string[]) => words.join('; or ')
