import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { audit, waitUntilSettled } from '@orderflow/audit'
import { placeOrders, wave } from '@orderflow/load'
import { postgresUrl } from '../../dev/lib/endpoints.ts'
import { readingServices } from '../../dev/lib/services.ts'
import { freePorts, type System, startSystem } from '../../dev/lib/system.ts'
import { unsettledLine } from '../../ops/audit/report.ts'
import { type Hosted, startHosted } from './against/hosted.ts'
import { runInTurn, type Stage, type TurnListener } from './in-turn.ts'
import {
  type BenchContext,
  BenchError,
  type Figures,
  type OwnSystem,
  type Pids,
  type Processes,
  type Scenario,
  type SoakOptions,
} from './scenario.ts'

export interface RoundOptions extends TurnListener {
  readonly round: number
  readonly quick: boolean
  /** What security on Kafka costs is measured against this. */
  readonly plainKafka: boolean
  /** The services' `KAFKA_CLIENT`. */
  readonly kafkaClient: string
  readonly soak: SoakOptions
  /** Orders before the first that is measured, on each system; 3,000 unless told, and 100 with `quick`. */
  readonly warm?: number
  readonly dataDir: string
  /** A copy of another commit, whose system is measured instead of this one's. */
  readonly folder?: string
  /** What the round has measured so far; the caller's listener adds to it. */
  readonly measured: Readonly<Record<string, Figures>>
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

const settleWithinMs = 180_000

/** Runs the scenarios in turn, those that ask for a system of their own on that, all others on one. */
export async function runRound(scenarios: readonly Scenario[], options: RoundOptions): Promise<void> {
  for (const [own, sharing] of Map.groupBy(scenarios, ({ system }) => system)) {
    await runOnSystem(own, sharing, options)
  }
}

/** On a system with free ports and no data from before. */
async function runOnSystem(
  own: OwnSystem | undefined,
  scenarios: readonly Scenario[],
  options: RoundOptions,
): Promise<void> {
  const { dataDir, folder, log } = options
  const system = folder === undefined ? await startOwn(own, options) : await startOther(folder, own, options)
  try {
    const acknowledged: string[] = []
    let processes: Processes = system.services
    const context = contextOf(system, () => pidsOf(system, processes), acknowledged, options)
    const stage: Stage = {
      context,
      async prepare() {
        if (own === undefined || folder !== undefined) return
        log('Getting its system ready…')
        await stage.stopServices()
        await own.prepare?.(context)
        processes = (await own.processes?.(context)) ?? processes
      },
      startServices: () => Promise.all(Object.values(processes).map(service => service.start())),
      stopServices: () => Promise.all(Object.values(processes).map(service => service.stop())),
      warmUp: () => warmUp(context, options),
      audit: () => (system.audit === undefined ? auditRun(context, acknowledged) : system.audit()),
    }
    await runInTurn(scenarios, stage, options).finally(stage.stopServices)
  } finally {
    await system.stop()
    if (own !== undefined) await rm(join(dataDir, 'postgres'), { recursive: true, force: true }) // gigabytes
  }
}

/** What is measured; another commit's has fewer parts than ours, and is audited by itself. */
type Measured = System & Partial<Pick<Hosted, 'audit'>>

async function startOwn(own: OwnSystem | undefined, options: RoundOptions): Promise<Measured> {
  const { dataDir, plainKafka, kafkaClient, signal, log } = options
  return startSystem({
    dataDir,
    fresh: true,
    ports: freePorts,
    without: own?.reading ? [] : readingServices,
    kafkaSecurity: plainKafka ? 'off' : 'on',
    env: { KAFKA_CLIENT: kafkaClient, ...(await own?.env?.()) },
    // What a latency ends with is the commit of the order's last change, which only the server knows.
    postgresSettings: { track_commit_timestamp: 'on' },
    log,
    signal,
  })
}

const startOther = async (folder: string, own: OwnSystem | undefined, options: RoundOptions) =>
  (await startHosted(folder, { ...options, reading: own?.reading === true })) as Measured

function contextOf(
  system: Measured,
  pids: () => Pids,
  acknowledged: string[],
  { round, quick, soak, dataDir, measured, signal }: RoundOptions,
): BenchContext {
  const endpoints = system.endpoints()
  const where = { postgresUrl: (database: string) => postgresUrl(endpoints, database) }
  return {
    quick,
    soak,
    round,
    signal,
    system,
    pids,
    measured,
    dataDir,
    kafka: system.kafkaAccess,
    ...where,
    acknowledge: orderId => void acknowledged.push(orderId),
    async settle() {
      const { settled, unsettled } = await waitUntilSettled({ ...where, timeoutMs: settleWithinMs })
      if (settled) return
      const left = unsettled === undefined ? 'no database answered' : unsettledLine(unsettled)
      throw new BenchError('BENCH_NOT_QUIET', `Not settled after ${settleWithinMs / 1000} s: ${left}.`)
    },
  }
}

/** The servers, and what runs as services. */
function pidsOf(system: System, processes: Processes): Pids {
  const running = Object.entries(processes).map(([name, { pid }]) => [name, pid] as const)
  const all = Object.entries({ ...system.endpoints().pids, ...Object.fromEntries(running) }).map(
    ([name, pids]) => [name, [pids].flat().filter(pid => pid !== undefined)] as const,
  )
  return Object.fromEntries(all.filter(([, pids]) => pids.length > 0))
}

/** All orders of the round so far: an order that a run has left broken makes later runs fail, too. */
async function auditRun({ postgresUrl, kafka }: BenchContext, acknowledged: string[]): Promise<void> {
  const { violations } = await audit({ postgresUrl, kafka, acknowledged })
  const [first] = violations
  if (first === undefined) return
  throw new BenchError(
    'BENCH_AUDIT',
    `The audit found ${violations.length} violations, first: ${first.invariant}, ${first.subject} ${first.detail}.`,
  )
}

/** Code that has not run yet is not compiled: the first orders are not measured. */
async function warmUp(
  context: BenchContext,
  { quick, warm = 3_000 }: Pick<RoundOptions, 'quick' | 'warm'>,
): Promise<void> {
  await placeOrders({
    ...context.system.orders,
    orders: wave(quick ? 100 : warm, 1_000 + context.round),
    signal: context.signal,
    onAccepted: ({ orderId }) => context.acknowledge(orderId),
  })
  await context.settle()
}
