import { join } from 'node:path'
import { openLedger, percentile, seededRandom } from '@orderflow/testing/load'
import { judge } from '@orderflow/testing/oracle'
import { postgresUrl } from '../lib/endpoints.ts'
import { supervise } from '../lib/supervise.ts'
import { freePorts, type System, startSystem } from '../lib/system.ts'
import { type Links, openLinks } from './links.ts'
import { startLoad } from './load.ts'
import { untilQuiet } from './quiet.ts'
import { untilOrdersEnd } from './recovery.ts'
import { holds, type ScenarioResult } from './result.ts'
import type { Chaos, Scenario } from './scenario.ts'

export interface RunOptions {
  readonly form: 'short' | 'full'
  readonly seed: number
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
        mostMs: restartAfterMs,
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

async function underFault(
  scenario: Scenario,
  options: RunOptions,
  { system, links }: { readonly system: System; readonly links: Links | undefined },
  started: number,
): Promise<ScenarioResult> {
  const { form, seed, dataDir, signal, say } = options
  const extent = scenario[form]
  const endpoints = system.endpoints()
  const orderUrl = endpoints.services.order
  const where = { postgresUrl: (database: string) => postgresUrl(endpoints, database) }
  const ledgerFile = join(dataDir, 'acknowledged.jsonl')
  const ledger = await openLedger(ledgerFile)
  const load = startLoad({
    orderUrl,
    ledger,
    perSecond: extent.perSecond,
    atLeast: extent.orders,
    cancelPercent: scenario.cancelPercent ?? 5,
    cancelWithinMs: scenario.cancelWithinMs ?? 600,
    seed,
    signal,
  })

  const random = seededRandom(seed)
  const recoveries: number[] = []
  const figures: Record<string, number> = {}
  const findings: string[] = []
  let faults = 0
  let deadLetters = 0
  const chaos: Chaos = {
    system,
    extent,
    load,
    links,
    signal,
    random,
    pick: items => items[Math.floor(random() * items.length)]!,
    ...where,
    say: line => say(`  ${line}`),
    strike(what, times = 1) {
      faults += times
      const place = `${faults} of ${extent.faults}`
      say(`  fault ${place}: ${what} (${load.accepted} orders so far)`)
    },
    async recovered(since = performance.now()) {
      await untilOrdersEnd(load, orderUrl, signal)
      const seconds = (performance.now() - since) / 1000
      recoveries.push(seconds)
      say(`    orders end again after ${seconds.toFixed(1)} s`)
      return seconds
    },
    expectDeadLetters(count) {
      deadLetters = count
    },
    figure(name, value) {
      figures[name] = Math.round(value * 100) / 100
    },
    broken: finding => void findings.push(finding),
  }

  try {
    await load.reached(warmUpSeconds * extent.perSecond)
    await scenario.fault(chaos)
  } catch (error) {
    if (signal.aborted) throw error
    findings.push(`the fault's script: ${messageOf(error)}`)
  }
  try {
    const { retries, cancellations } = await load.finish()
    figures['requests sent again'] = retries
    figures['cancellations accepted'] = cancellations.accepted
  } catch (error) {
    if (signal.aborted) throw error
    findings.push(`the load: ${messageOf(error)}`)
  }
  await ledger.close()
  say(`  ${load.accepted} orders acknowledged; waiting until nothing is under way`)
  const { left, seconds: drainSeconds } = await untilQuiet(where)
  if (left !== undefined) findings.push(`not quiet: ${left}`)
  await scenario.afterwards?.(chaos)
  const verdict = await judge({
    ...where,
    brokers: system.kafka.bootstrap,
    ledgerFile,
    ...(scenario.ignoreKeys && { ignoreKeys: scenario.ignoreKeys }),
    deadLetters,
  })
  const { lost, doubled, violations, duplicates, acknowledged: orders } = verdict
  const result = {
    name: scenario.name,
    row: scenario.row,
    form,
    brokers: scenario.brokers,
    orders,
    faults,
    lost,
    doubled,
    violations,
    duplicates,
    recoverySeconds: recoveries.length === 0 ? null : round(Math.max(...recoveries)),
    recoveryMedianSeconds: recoveries.length === 0 ? null : round(percentile(recoveries, 0.5)),
    drainSeconds: round(drainSeconds),
    seconds: round((performance.now() - started) / 1000),
    figures,
    findings: [...findings, ...verdict.findings],
  }
  return { ...result, ok: holds(result) }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const round = (value: number) => Math.round(value * 10) / 10
