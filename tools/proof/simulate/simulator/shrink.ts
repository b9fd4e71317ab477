import type { Action, Batch } from './actions.ts'
import { replay, type Schedule, type Trace } from './run.ts'
import type { Stimulus } from './scenario.ts'
import type { System } from './types.ts'

const maxReplays = 4_000

/**
 * The smallest schedule that can be found which violates the same invariant: fewer actions, then simpler
 * ones. Delta debugging: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input".
 */
export function shrink(system: System, schedule: Schedule, invariant: string): Trace {
  let replays = 0
  let best = replay(system, schedule)
  if (best.violation?.invariant !== invariant) throw new Error(`The schedule does not violate ${invariant}.`)

  /** Keeps a schedule if it fails in the same way. */
  function keep(candidate: Schedule): boolean {
    if (replays++ > maxReplays) return false
    const trace = replay(system, candidate)
    if (trace.violation?.invariant !== invariant) return false
    best = trace
    return true
  }
  const withActions = (actions: readonly Action[]) => keep({ ...best.schedule, actions })
  const withScenario = (scenario: Partial<Schedule['scenario']>) =>
    keep({ ...best.schedule, scenario: { ...best.schedule.scenario, ...scenario } })

  for (let before = Number.POSITIVE_INFINITY; before > sizeOf(best); ) {
    before = sizeOf(best)
    removeChunks(() => best.schedule.actions, withActions)
    simplify(() => best.schedule.actions, withActions)
    removeChunks<Stimulus>(
      () => best.schedule.scenario.stimuli,
      stimuli => withScenario({ stimuli }),
    )
    simplifyScenario(() => best.schedule.scenario, withScenario)
  }
  return best
}

const sizeOf = ({ schedule: { actions, scenario } }: Trace): number =>
  JSON.stringify(actions).length + JSON.stringify(scenario).length

/** Leaves out ever smaller parts of a list for as long as the rest still fails. */
function removeChunks<T>(current: () => readonly T[], attempt: (rest: readonly T[]) => boolean): void {
  for (let size = Math.ceil(current().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < current().length; ) {
      const rest = [...current().slice(0, from), ...current().slice(from + size)]
      if (!attempt(rest)) from += size
    }
  }
}

/** Takes the faults out of actions, and parts out of batches, one at a time. */
function simplify(current: () => readonly Action[], attempt: (actions: readonly Action[]) => boolean): void {
  for (let index = 0; index < current().length; index++) {
    for (let again = true; again; ) {
      const action = current()[index] as Action
      again = simpler(action).some(candidate => attempt(current().with(index, candidate)))
    }
  }
}

function simpler(action: Action): Action[] {
  switch (action.do) {
    case 'batch':
      return [
        ...(action.crash === undefined ? [] : [{ ...action, crash: undefined }]),
        ...smallerBatches(action),
      ]
    case 'relay':
      return action.crash === undefined ? [] : [{ ...action, crash: undefined }]
    case 'ask':
      return action.fate === 'answered' ? [] : [{ ...action, fate: 'answered' }]
    case 'rewind':
      return action.by === 1 ? [] : [{ ...action, by: 1 }]
    default:
      return []
  }
}

function smallerBatches(batch: Batch): Batch[] {
  const { sources } = batch
  const fewer =
    sources.length > 1 ? sources.map((_, i) => ({ ...batch, sources: sources.toSpliced(i, 1) })) : []
  const smaller = sources.flatMap((source, i) =>
    'count' in source && source.count > 1
      ? [{ ...batch, sources: sources.with(i, { ...source, count: 1 }) }]
      : [],
  )
  return [...fewer, ...smaller]
}

/** Plainer orders: one item, one piece, an ordinary customer, no key; one partition. */
function simplifyScenario(
  current: () => Schedule['scenario'],
  attempt: (scenario: Partial<Schedule['scenario']>) => boolean,
): void {
  if (current().partitions > 1) attempt({ partitions: 1 })
  if (current().deployment > 0) attempt({ deployment: 0 })
  for (let index = 0; index < current().orders.length; index++) {
    const change = (by: Partial<Schedule['scenario']['orders'][number]>) => {
      const order = current().orders[index]
      return order !== undefined && attempt({ orders: current().orders.with(index, { ...order, ...by }) })
    }
    const { items = [], key, customerId } = current().orders[index] ?? {}
    if (items.length > 1) change({ items: items.slice(0, 1) })
    const [first] = current().orders[index]?.items ?? []
    if (first !== undefined && first.quantity > 1) change({ items: [{ ...first, quantity: 1 }] })
    if (key !== undefined) change({ key: undefined })
    if (customerId !== undefined && !/^c\d/.test(customerId)) change({ customerId: `c${index + 1}` })
  }
}
