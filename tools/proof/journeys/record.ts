import { overTheWire } from '../simulate/shell.ts'
import {
  addCoverage,
  type Coverage,
  type Delivery,
  emptyTally,
  recordSchedule,
  runSchedule,
  type ServiceState,
} from '../simulate/simulator/index.ts'
import { system } from '../simulate/system/index.ts'
import { decideAgain, type Journey, type RecordedBatch } from './journey.ts'

const seed = 21

/**
 * Journeys of the simulator, with its crashes, repetitions and races, each of which meets what none before it has met.
 *
 * @param saga the version of the saga that all their orders go by
 */
export async function recordJourneys(saga: number, schedules: number): Promise<Journey[]> {
  const journeys: Journey[] = []
  const met: Coverage = {}
  let cells = 0
  for (let number = 0; number < schedules; number++) {
    const coverage: Coverage = {}
    const tally = emptyTally()
    const batches: Pick<RecordedBatch, 'service' | 'at' | 'taken'>[] = []
    const onCommit = ({ service }: ServiceState, taken: readonly Delivery[], _: unknown, at: string) => {
      batches.push({ service: service.name, at, taken: taken.map(each => overTheWire(each, service)) })
    }
    runSchedule(system, { seed, number }, { tally, coverage, onCommit })
    // The real inbox does not forget, what the simulation sets aside is not what decides, and one release is recorded.
    if (tally.forgottenInboxes + tally.deadLetters + tally.deployments > 0) continue
    const { scenario } = recordSchedule(system, { seed, number }).schedule
    if (!scenario.orders.every(order => order.saga === saga)) continue
    addCoverage(met, coverage)
    const now = cellsOf(met)
    if (now === cells) continue
    cells = now
    const deployment = system.deployments[scenario.deployment]?.name ?? ''
    const taken: typeof batches = JSON.parse(JSON.stringify(batches))
    const decided = await decideAgain(system, deployment, scenario, taken)
    journeys.push({ deployment, scenario, batches: taken.map((batch, i) => ({ ...batch, ...decided[i]! })) })
  }
  return journeys
}

const cellsOf = (coverage: Coverage): number =>
  Object.values(coverage).flatMap(states => Object.values(states).flatMap(inputs => Object.keys(inputs)))
    .length
