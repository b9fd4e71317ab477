import { type Setting, type Simulated, simulate } from '../simulate/system.ts'
import { type CostModel, parts } from './cost-model.ts'
import { figure, type Measured } from './measured.ts'

/** A figure of one run of `bench --replicas`, and what the simulation says of it. */
export interface Prediction {
  readonly replicas: number
  /** Of one processor, for each process of a service. */
  readonly share: number
  readonly figure: 'ordersPerSecond' | 'cpu.system'
  readonly predicted: number
  readonly measured: number
}

/** Runs of `bench --replicas` that were made together. */
export interface Session {
  /** How many times as much processor time the machine took then as when the costs were measured, by the run with one process of each. */
  readonly slower: number
  readonly predictions: readonly Prediction[]
}

/** As `bench --replicas` has it (`tools/proof/bench/scaling/replicas.ts`). */
const run = { connections: 64, orders: 20_000, partitions: 6 }
const first = 'replicas-1'

/**
 * What each run comes to by the model, beside what it came to. Of the session the model knows the processor time of an order with one process of
 * each service, and nothing of the others: a shared machine differs by half from hour to hour.
 */
export function predict(model: CostModel, measured: Measured): Session {
  const shareOf = (name: string) => (measured.scenarios[name]?.cpuLimitPercent ?? 100) / 100
  const simulated = (slower: number, name: string, replicas: number) =>
    simulate(times(model, slower), settingOf(measured.processors, replicas, shareOf(name)))
  const known = figure(measured, first, 'cpu.system')
  let slower = 1
  for (let tries = 0; tries < 6; tries++) {
    const off = known / ofSystem(simulated(slower, first, 1))
    slower *= off
    if (Math.abs(off - 1) < 0.01) break
  }
  const predictions = Object.entries(measured.scenarios).flatMap(([name, figures]) => {
    const replicas = Number(/^replicas-(\d+)$/.exec(name)?.[1])
    if (Number.isNaN(replicas)) return []
    const come = simulated(slower, name, replicas)
    const found = { ordersPerSecond: come.ordersPerSecond, 'cpu.system': ofSystem(come) } as const
    return (['ordersPerSecond', 'cpu.system'] as const).flatMap((figure): Prediction[] => {
      const value = figures[figure]
      if (value === undefined) return []
      return [{ replicas, share: shareOf(name), figure, predicted: found[figure], measured: value }]
    })
  })
  return { slower, predictions }
}

/** The same costs on a machine that takes so many times as long. */
function times({ cpu, loadGenerator }: CostModel, factor: number): CostModel {
  const slowed = parts.map(part => {
    const { perOrder, perRound } = cpu[part]
    return [part, { perOrder: perOrder * factor, perRound: perRound * factor }] as const
  })
  return { cpu: Object.fromEntries(slowed) as CostModel['cpu'], loadGenerator: loadGenerator * factor }
}

const ofSystem = ({ cpu }: Simulated) => parts.reduce((sum, part) => sum + cpu[part], 0)

const settingOf = (processors: number, replicas: number, share: number): Setting => ({
  processors,
  replicas,
  share,
  partitions: run.partitions,
  orders: run.orders,
  load: { connections: run.connections * replicas },
})

/** By how much a prediction is off: 0.1 is a tenth too much. */
export const offBy = ({ predicted, measured }: Prediction) => predicted / measured - 1
