import { join } from 'node:path'
import { openLedger, seededRandom } from '@orderflow/load'
import { postgresUrl } from '../../dev/lib/endpoints.ts'
import { readingServices } from '../../dev/lib/services.ts'
import { supervise } from '../../dev/lib/supervise.ts'
import { freePorts, type System, startSystem } from '../../dev/lib/system.ts'
import { type Links, openLinks } from './links.ts'
import { startLoad } from './load.ts'
import { judge } from './oracle/index.ts'
import { attempt, newRecord, resultOf } from './record.ts'
import { untilOrdersEnd } from './recovery.ts'
import type { ScenarioResult } from './result.ts'
import type { Chaos, Scenario } from './scenario.ts'
import { untilSettled } from './settled.ts'

export interface RunOptions {
  readonly form: 'short' | 'full'
  readonly seed: number
  /** Seconds that orders may take to end again. */
  readonly patience: number
  /** Where the system's data and logs and the ledger are kept; emptied before. */
  readonly dataDir: string
  readonly signal: AbortSignal
  /** A line for people. */
  readonly say: (line: string) => void
}

/** What is to be running before the first fault. */
const warmUpSeconds = 3
/** An orchestrator's pause before it starts a service again; it grows no longer, because the faults are many. */
const restartAfterMs = 500

/** Starts a system, puts it under load and through the scenario's faults, and asks the oracle. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const { dataDir, signal, say } = options
  const started = performance.now()
  const proxied = scenario.proxied ? await openLinks() : undefined
  const system = await startSystem({
    dataDir,
    fresh: true,
    ports: freePorts,
    without: readingServices,
    brokers: scenario.brokers,
    ...scenario.system,
    ...proxied?.system,
    log: () => {},
    signal,
  })
  say(`  the system is up after ${((performance.now() - started) / 1000).toFixed(1)} s`)
  const stopping = new AbortController()
  try {
    for (const [name, service] of Object.entries(system.services)) {
      supervise(name, service, {
        signal: stopping.signal,
        maxMs: restartAfterMs,
        log: () => {},
        onChange() {},
      })
    }
    return await underFault(scenario, options, { system, links: proxied?.links }, started)
  } finally {
    stopping.abort()
    await system.stop()
    await proxied?.close()
  }
}

interface Place {
  readonly system: System
  readonly links: Links | undefined
}

async function underFault(
  scenario: Scenario,
  { form, seed, patience, dataDir, signal, say }: RunOptions,
  { system, links }: Place,
  started: number,
): Promise<ScenarioResult> {
  const extent = scenario[form]
  const endpoints = system.endpoints()
  const where = { postgresUrl: (database: string) => postgresUrl(endpoints, database) }
  const ledgerFile = join(dataDir, 'acknowledged.jsonl')
  const ledger = await openLedger(ledgerFile)
  const load = startLoad({
    ...system.orders,
    ledger,
    perSecond: extent.perSecond,
    atLeast: extent.orders,
    cancelPercent: scenario.cancelPercent ?? 5,
    cancelWithinMs: scenario.cancelWithinMs ?? 600,
    seed,
    signal,
  })
  const record = newRecord()
  const random = seededRandom(seed)
  const chaos: Chaos = {
    system,
    links,
    extent,
    load,
    signal,
    patience,
    random,
    pick: items => items[Math.floor(random() * items.length)]!,
    ...where,
    say: line => say(`  ${line}`),
    strike(what, times = 1) {
      record.faults += times
      say(`  fault ${record.faults} of ${extent.faults}: ${what} (${load.accepted} orders so far)`)
    },
    async recovered(since = performance.now()) {
      await untilOrdersEnd(load, system, patience, signal)
      const seconds = (performance.now() - since) / 1000
      record.recoveries.push(seconds)
      say(`    orders end again after ${seconds.toFixed(1)} s`)
      return seconds
    },
    expectDeadLetters(count) {
      record.deadLetters = count
    },
    figure(name, value) {
      record.figures[name] = Math.round(value * 100) / 100
    },
    broken: finding => void record.findings.push(finding),
  }

  await attempt(record, "the fault's script", signal, async () => {
    await load.reached(warmUpSeconds * extent.perSecond)
    await scenario.fault(chaos)
  })
  await undoFaults({ system, links })
  await attempt(record, 'the load', signal, async () => {
    const { retries, cancellations } = await load.finish()
    chaos.figure('requests sent again', retries)
    chaos.figure('cancellations accepted', cancellations.accepted)
  })
  await ledger.close()
  say(`  ${load.accepted} orders acknowledged; waiting until nothing is under way`)
  const { left, seconds } = await untilSettled(where, patience)
  record.drainSeconds = seconds
  if (left !== undefined) chaos.broken(`not settled: ${left}`)
  await attempt(record, 'what comes after the load', signal, async () => scenario.afterwards?.(chaos))
  const verdict = await attempt(record, 'no verdict', signal, () =>
    judge({
      ...where,
      kafka: system.kafkaAccess,
      ledgerFile,
      ...(scenario.ignoreKeys && { ignoreKeys: scenario.ignoreKeys }),
      deadLetters: record.deadLetters,
    }),
  )
  return resultOf(scenario, form, record, verdict, (performance.now() - started) / 1000)
}

/** Whatever a fault has left behind that failed itself: everything runs again, so that the oracle gets answers. */
async function undoFaults({ system, links }: Place): Promise<void> {
  for (const service of Object.values(system.services)) service.kill('SIGCONT')
  for (const link of [links?.kafka, links?.postgres]) {
    link?.heal()
    link?.resume()
  }
  await Promise.all([...system.kafka.nodes, system.postgres].map(server => server.start()))
}
