import type { Action } from './actions.ts'
import { createWorld } from './create-world.ts'
import { diceOf, type ScheduleId } from './dice.ts'
import { createDriver } from './driver.ts'
import { checkAtRest } from './invariants.ts'
import { deployAll, drain, perform, performAll } from './perform.ts'
import { createRecorder } from './recorder.ts'
import { recover } from './recover.ts'
import { drawScenario, type Scenario } from './scenario.ts'
import type { System, Violation } from './types.ts'
import type { Observers, World } from './world.ts'

/** A scenario with the actions that are taken in it; after the last one all runs to its end undisturbed. */
export interface Schedule {
  readonly scenario: Scenario
  readonly actions: readonly Action[]
}

/** A schedule that was taken, and what came of it. */
export interface Trace {
  readonly schedule: Schedule
  readonly violation: Violation | undefined
  /** What happened, one line each, for people. */
  readonly lines: readonly string[]
}

/** Runs the schedule of a seed. The same system and id give the same result, on any machine. */
export function runSchedule(
  system: System,
  id: ScheduleId,
  observers: Observers = {},
): Violation | undefined {
  return drive(system, id, observers).violation
}

/** Runs the schedule of a seed and writes down what was done in it. */
export function recordSchedule(system: System, id: ScheduleId): Trace {
  const recorder = createRecorder()
  const actions: Action[] = []
  const { scenario, violation } = drive(system, id, { recorder }, actions)
  return { schedule: { scenario, actions }, violation, lines: recorder.lines }
}

/** Takes the actions of a schedule again. */
export function replay(system: System, schedule: Schedule): Trace {
  const recorder = createRecorder()
  const world = createWorld(system, schedule.scenario, { recorder })
  performAll(world, schedule.actions)
  settle(world)
  return { schedule, violation: world.violation, lines: recorder.lines }
}

function drive(system: System, id: ScheduleId, observers: Observers, actions?: Action[]): World {
  const dice = diceOf(id)
  const world = createWorld(system, drawScenario(dice, system.deployments.length), observers)
  const next = createDriver(dice)
  while (world.violation === undefined) {
    const action = next(world)
    if (action === undefined) break
    actions?.push(action)
    perform(world, action)
  }
  settle(world)
  return world
}

/** Runs to the end what is under way, in the current releases, and checks what must hold then. */
function settle(world: World): void {
  deployAll(world)
  drain(world)
  recover(world)
  if (world.violation === undefined) checkAtRest(world)
}
