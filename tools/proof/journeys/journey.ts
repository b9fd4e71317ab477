import { isDeepStrictEqual } from 'node:util'
import { realShell, type Taken } from '../simulate/shell.ts'
import type { Scenario, SimulatedService, System } from '../simulate/simulator/index.ts'

/** What one service made of one batch. */
export interface RecordedBatch {
  readonly service: string
  readonly at: string
  readonly taken: readonly Taken[]
  /** What became of each. */
  readonly outcomes: readonly unknown[]
  /** The events that it published, in their order. */
  readonly sent: readonly unknown[]
}

/** A few orders from their placing to their ends, through all services, as it was decided then. */
export interface Journey {
  /** The release, by its name: which versions of events it publishes. */
  readonly deployment: string
  readonly scenario: Scenario
  readonly batches: readonly RecordedBatch[]
}

/** The first thing that is decided otherwise than it was. */
export interface Difference {
  readonly service: string
  /** The types of what was taken in. */
  readonly inputs: readonly string[]
  readonly recorded: Decided
  readonly decided: Decided
}

type Decided = Pick<RecordedBatch, 'outcomes' | 'sent'>

/**
 * Takes batches through the real shell of their services, each service from empty tables, and says what they make of them.
 *
 * @throws Error for a deployment or a service that there is not any more
 */
export async function decideAgain(
  { deployments }: System,
  deployment: string,
  scenario: Scenario,
  batches: readonly Pick<RecordedBatch, 'service' | 'at' | 'taken'>[],
): Promise<Decided[]> {
  const services = deployments.find(({ name }) => name === deployment)?.services ?? []
  const shells = new Map<string, ReturnType<typeof realShell>>()
  const decided: Decided[] = []
  for (const { service: name, at, taken } of batches) {
    const shell = shells.get(name) ?? newShell(services, name, scenario)
    shells.set(name, shell)
    const made = await shell.process(taken, at).catch(failed)
    // As it is read from a file: without what JSON leaves out.
    decided.push(JSON.parse(JSON.stringify(made)))
  }
  return decided
}

/** A batch that could not be decided: a decision too, and none that was recorded. */
const failed = (error: Error): Decided => ({
  outcomes: [{ status: 'failed', reason: error.message }],
  sent: [],
})

function newShell(services: readonly SimulatedService[], name: string, scenario: Scenario) {
  const service = services.find(each => each.name === name)
  if (service === undefined)
    throw new Error(`The recorded journeys have a service ${name}, which there is not.`)
  return realShell(service, service.twin.create(scenario))
}

/** Whether a journey is decided as it was; if not, where it parts. */
export async function differenceIn(
  system: System,
  { deployment, scenario, batches }: Journey,
): Promise<Difference | undefined> {
  const again = await decideAgain(system, deployment, scenario, batches)
  for (const [i, { service, taken, outcomes, sent }] of batches.entries()) {
    const recorded = { outcomes, sent }
    const decided = again[i] as Decided
    if (isDeepStrictEqual(decided, recorded)) continue
    return { service, inputs: taken.map(typeOf), recorded, decided }
  }
  return undefined
}

const typeOf = (taken: Taken): string =>
  'record' in taken ? (taken.record.headers.ce_type ?? taken.record.topic) : taken.input.type
