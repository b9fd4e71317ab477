import {
  emitsOf,
  factsOf,
  finalStatesOf,
  inputsOf,
  type Move,
  movesOf,
  nothing,
  type SagaTable,
  statesOf,
  stepIn,
  tableFile,
} from './tables.ts'

/** Events that say how something ended; no part of the saga waits for them. */
const terminalEvents = new Set([
  'OrderCompleted',
  'OrderRejected',
  'OrderCancelled',
  'StockReleased',
  'PaymentRefunded',
])

/**
 * What is wrong with the tables as a graph, in sentences. The compiler sees that no cell is missing; this sees
 * states that nothing reaches or that have no way to an end, inputs that nobody sends, and events that go nowhere.
 */
export function flawsOf(tables: readonly SagaTable[]): string[] {
  return tables.flatMap(table => [
    ...statesThatAreAdrift(table),
    ...stepsNeverTaken(table),
    ...inputsOutOfStep(table),
    ...inputsWithoutWriter(table, tables),
    ...eventsOutOfStep(table),
    ...eventsWithoutReader(table, tables),
  ])
}

function statesThatAreAdrift(table: SagaTable): string[] {
  const moves = movesOf(table)
  const reached = closure([nothing], moves)
  const backwards = moves.map(move => ({ ...move, from: move.to, to: move.from }))
  const ending = closure(finalStatesOf(table), backwards)
  return statesOf(table).flatMap(state => [
    ...(reached.has(state) ? [] : [`${table.name}: nothing leads to ${state}`]),
    ...(ending.has(state) ? [] : [`${table.name}: no way leads from ${state} to an end`]),
  ])
}

/** All that the moves lead to from these states, the states themselves included. */
function closure(states: readonly string[], moves: readonly Move[]): Set<string> {
  const found = new Set(states)
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const { from, to } of moves) if (found.has(from)) found.add(to)
  }
  return found
}

function stepsNeverTaken(table: SagaTable): string[] {
  const taken = new Set(cellsOf(table))
  const common = ['duplicate', 'late', 'impossible']
  const idle = Object.keys(table.steps).filter(step => !taken.has(step) && !common.includes(step))
  return idle.map(step => `${table.name}: no cell takes the step ${step}`)
}

function inputsOutOfStep(table: SagaTable): string[] {
  const { name, consumes, outsiders } = table
  const sent = new Set([...Object.keys(consumes), ...Object.keys(outsiders)])
  const inputs = new Set(inputsOf(table))
  return [
    ...without(inputs, sent).map(input => `${name}: nobody sends its input ${input}`),
    ...without(sent, inputs).map(input => `${name}: its table has no column for ${input}`),
  ]
}

function inputsWithoutWriter({ name, consumes }: SagaTable, tables: readonly SagaTable[]): string[] {
  return Object.keys(consumes)
    .filter(event => !tables.some(({ publishes }) => event in publishes))
    .map(event => `${name}: nobody publishes ${event}`)
}

function eventsOutOfStep(table: SagaTable): string[] {
  const said = new Set(emittedBy(table))
  const published = new Set(Object.keys(table.publishes))
  return [
    ...without(published, said).map(
      event => `${table.name}: no step has ${event} in its ends (${tableFile(table.name)})`,
    ),
    ...without(said, published).map(
      event => `${table.name}: ${event} is not in publishes (services/${table.name}/src/consumers.ts)`,
    ),
  ]
}

function eventsWithoutReader(table: SagaTable, tables: readonly SagaTable[]): string[] {
  const beside = table.beside ?? []
  const unread = emittedBy(table).filter(
    event => !beside.includes(event) && !tables.some(({ consumes }) => event in consumes),
  )
  return unread
    .filter(event => !terminalEvents.has(event))
    .map(
      event =>
        `${table.name}: nobody in the saga consumes ${event}, and terminalEvents in tools/dev/generate/saga/flaws.ts lacks it`,
    )
}

function emittedBy(table: SagaTable): string[] {
  const steps = cellsOf(table).flatMap(step => emitsOf(factsOf(table, step)))
  return [...new Set([...(table.opening?.emits ?? []), ...steps, ...(table.beside ?? [])])]
}

const cellsOf = (table: SagaTable) =>
  statesOf(table).flatMap(state => inputsOf(table).map(input => stepIn(table, state, input)))

const without = (words: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...words].filter(word => !others.has(word))
