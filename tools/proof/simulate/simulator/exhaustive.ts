import type { Action } from './actions.ts'
import { createWorld } from './create-world.ts'
import { isAnswered } from './gateway.ts'
import { checkAtRest } from './invariants.ts'
import { perform, performAll } from './perform.ts'
import { replay, type Trace } from './run.ts'
import type { Scenario } from './scenario.ts'
import { cloneWorld, fingerprint } from './snapshot.ts'
import type { Coverage, Tally } from './tally.ts'
import type { System } from './types.ts'
import type { World } from './world.ts'

/** A world that is small enough to try everything in it. */
export interface SmallWorld {
  readonly name: string
  readonly scenario: Scenario
  /** How many deliveries may happen a second time in one and the same permutation, wherever in it. */
  readonly duplicates: number
  /** How many answers of the gateway may be lost. */
  readonly lostAnswers: number
}

/** What came of trying everything. */
export interface Explored {
  readonly name: string
  /** The orders in which all deliveries can happen, each from the first to the last. */
  readonly permutations: number
  /** Deliveries in the longest of them. */
  readonly deliveries: number
  /** Different worlds on the way; each is entered once, however many permutations lead through it. */
  readonly states: number
  /** The first permutation that violates an invariant, if any does. */
  readonly violation: Trace | undefined
}

interface Node {
  readonly world: World
  /** The stimuli that have not happened yet, and the faults that are left. */
  readonly unsent: readonly string[]
  readonly duplicates: number
  readonly lostAnswers: number
}

/** What is known of a world: how many permutations lead from it to the end, and how long they are. */
interface Ahead {
  readonly permutations: number
  readonly deliveries: number
}

/**
 * Every permutation of the deliveries of a small world that causality allows: each delivery can happen at any
 * moment after what caused it. One record is one delivery; messages are on their topics at once, since a
 * slow relay delays deliveries no further than they are delayed anyway. A duplicate reaches the decider:
 * before it, the service's inbox forgets. Depth first; worlds that are alike are entered once, and their
 * permutations counted as often as they are reached.
 */
export function explore(
  system: System,
  { name, scenario, ...faults }: SmallWorld,
  observers: { readonly tally?: Tally; readonly coverage?: Coverage } = {},
): Explored {
  const known = new Map<string, Ahead>()
  let failed: readonly Action[] | undefined

  function ahead(node: Node, path: readonly Action[]): Ahead {
    const id = `${fingerprint(node.world)} ${node.unsent} ${node.duplicates} ${node.lostAnswers}`
    const before = known.get(id)
    if (before !== undefined) return before
    const steps = stepsFrom(node)
    if (!steps.some(({ inevitable }) => inevitable)) checkAtRest(node.world)
    if (node.world.violation !== undefined) {
      failed ??= path
      return { permutations: 1, deliveries: 0 }
    }
    let permutations = steps.some(({ inevitable }) => inevitable) ? 0 : 1
    let deliveries = 0
    for (const step of steps) {
      const world = cloneWorld(node.world)
      take(world, step.actions)
      const next = ahead({ ...node, ...step.left, world }, [...path, ...step.actions])
      permutations += next.permutations
      deliveries = Math.max(deliveries, next.deliveries + (step.delivers ? 1 : 0))
      if (failed !== undefined) break
    }
    const result = { permutations, deliveries }
    known.set(id, result)
    return result
  }

  const world = createWorld(system, scenario, observers)
  const unsent = scenario.stimuli.map(({ id }) => id)
  const { permutations, deliveries } = ahead({ world, unsent, ...faults }, [])
  const violation = failed && replay(system, { scenario, actions: failed })
  return { name, permutations, deliveries, states: known.size, violation }
}

interface Step {
  readonly actions: readonly Action[]
  /** Whether it is a delivery, rather than the cause of one. */
  readonly delivers: boolean
  /** Whether it has to happen some time: a fault does not. */
  readonly inevitable: boolean
  /** What is left after it. */
  readonly left: Partial<Omit<Node, 'world'>>
}

/** All that can happen next. */
function stepsFrom({ world, unsent, duplicates, lostAnswers }: Node): Step[] {
  if (world.violation !== undefined) return []
  const { services, system } = world
  const payment = services[system.payments.service]
  const requests = payment === undefined ? [] : [...system.payments.requests(payment.tables).keys()]
  const steps: Step[] = []

  for (const stimulus of unsent) {
    const service = serviceOf(world, stimulus)
    if (service === undefined) continue
    const actions: Action[] = [
      { do: 'send', stimulus },
      { do: 'batch', service, sources: [{ entry: stimulus }] },
    ]
    const left = { unsent: unsent.filter(id => id !== stimulus) }
    steps.push({ actions, delivers: true, inevitable: true, left })
  }
  for (const request of requests) {
    if (payment === undefined || isAnswered(payment, request)) continue
    const asked = (fate: 'answered' | 'answer-lost' | 'answered-twice', left: Step['left']): Step => {
      return {
        actions: [{ do: 'ask', request, fate }],
        delivers: false,
        inevitable: fate === 'answered',
        left,
      }
    }
    steps.push(asked('answered', {}))
    if (lostAnswers > 0) steps.push(asked('answer-lost', { lostAnswers: lostAnswers - 1 }))
    if (duplicates > 0) steps.push(asked('answered-twice', { duplicates: duplicates - 1 }))
  }
  for (const [service, { entry, subscriptions }] of services.entries()) {
    for (const { id } of entry) {
      const actions: Action[] = [{ do: 'batch', service, sources: [{ entry: id }] }]
      steps.push({ actions, delivers: true, inevitable: true, left: {} })
    }
    for (const [
      topic,
      {
        topic: { partitions },
        offsets,
      },
    ] of subscriptions.entries()) {
      for (const [partition, log] of partitions.entries()) {
        const offset = offsets[partition] ?? 0
        if (offset < log.length) {
          const actions: Action[] = [{ do: 'batch', service, sources: [{ topic, partition, count: 1 }] }]
          steps.push({ actions, delivers: true, inevitable: true, left: {} })
        }
        if (offset > 0 && duplicates > 0) {
          const actions: Action[] = [
            { do: 'forget', service },
            { do: 'rewind', service, topic, partition, by: 1 },
          ]
          const left = { duplicates: duplicates - 1 }
          steps.push({ actions, delivers: false, inevitable: false, left })
        }
      }
    }
  }
  return steps
}

function serviceOf(world: World, stimulus: string): number | undefined {
  const wanted = world.stimuli.get(stimulus)
  const tables = world.services.map(state => state.tables)
  return wanted && world.system.inputOf(world.scenario, wanted, tables)?.service
}

/** Takes actions at a time that stands still, and lets the relays publish what came of them. */
function take(world: World, actions: readonly Action[]): void {
  performAll(world, actions)
  for (const [service, { outbox }] of world.services.entries()) {
    if (outbox.length > 0) perform(world, { do: 'relay', service, count: outbox.length })
  }
  world.step = 0
}
