import { acts, factsOf, inputsOf, type SagaTable, statesOf, stepIn } from './tables.ts'

/** An input, and what each service does about it, in whatever state; nothing is an empty text. */
export interface Reaction {
  readonly input: string
  readonly does: readonly string[]
}

/** All inputs in the order in which the saga comes upon them, with what each of the services does. */
export function reactions(tables: readonly SagaTable[]): Reaction[] {
  return storyOrder(tables).map(input => ({
    input,
    does: tables.map(table => actingSteps(table, input).map(step => factsOf(table, step).does)).map(joined),
  }))
}

/** What begins the saga first, then what follows from it, then what comes upon it from outside. */
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
    ...factsOf(table, step).emits,
    ...(table.asks?.[step] === undefined ? [] : answers.map(([answer]) => answer)),
  ])
}

function actingSteps(table: SagaTable, input: string): string[] {
  if (!inputsOf(table).includes(input)) return []
  return [...new Set(statesOf(table).map(state => stepIn(table, state, input)))].filter(acts)
}

const joined = (words: readonly string[]) => words.join('; or ')
