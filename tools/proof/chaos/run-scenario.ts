import { join } from 'node:path'
import type { Postgres } from '@orderflow/embedded'
import { openLedger, seededRandom } from '@orderflow/load'
import { readingServices } from '../../dev/lib/services.ts'
import { supervise } from '../../dev/lib/supervise.ts'
import { freePorts, type System, startSystem } from '../../dev/lib/system.ts'
import { type Front, openFront } from './front.ts'
import { type Links, openLinks } from './links.ts'
import { startLoad } from './load.ts'
import { judge } from './oracle/index.ts'
import { type Pooler, preparePooler } from './pgbouncer.ts'
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
  const { dataDir, form, signal, say } = options
  const prepared = await scenario.prepare?.({ form, signal, say: line => say(`  ${line}`) })
  const started = performance.now()
  const pooler = scenario.pooled ? await preparePooler() : undefined
  const proxied = scenario.proxied ? await openLinks() : undefined
  const system = await startSystem({
    dataDir,
    fresh: true,
    ports: freePorts,
    without: readingServices,
    brokers: scenario.brokers,
    ...scenario.system,
    ...prepared,
    ...proxied?.system,
    ...(pooler && { pooler: pooler.start }),
    log: () => {},
    signal,
  }).catch(async error => {
    await pooler?.stop()
    throw error
  })
  say(`  the system is up after ${((performance.now() - started) / 1000).toFixed(1)} s`)
  const stopping = new AbortController()
  const last: (() => Promise<void>)[] = []
  const front = scenario.fronted ? await openFront(system.orders.orderUrl) : undefined
  try {
    for (const [name, service] of Object.entries(system.services)) {
      supervise(name, service, {
        signal: stopping.signal,
        maxMs: restartAfterMs,
        log: () => {},
        onChange() {},
      })
    }
    const place = { system, links: proxied?.links, pooler, front, last }
    return await underFault(scenario, options, place, started)
  } finally {
    stopping.abort()
    await front?.close()
    await system.stop()
    for (const step of last) await step()
    await pooler?.stop()
    await proxied?.close()
  }
}

interface Place {
  readonly system: System
  readonly links: Links | undefined
  readonly pooler: Pooler | undefined
  readonly front: Front | undefined
  /** What is done when all is over. */
  readonly last: (() => Promise<void>)[]
}

async function underFault(
  scenario: Scenario,
  { form, seed, patience, dataDir, signal, say }: RunOptions,
  place: Place,
  started: number,
): Promise<ScenarioResult> {
  const { system, links, pooler, front, last } = place
  const orders = front === undefined ? system.orders : { ...system.orders, orderUrl: front.url }
  const extent = scenario[form]
  const { readRecords } = scenario
  let postgres = system.postgres
  const where = { postgresUrl: (database: string) => postgres.url(database) }
  const ledgerFile = join(dataDir, 'acknowledged.jsonl')
  const ledger = await openLedger(ledgerFile)
  const load = startLoad({
    ...orders,
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
    pooler,
    front,
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
      await untilOrdersEnd(load, { orders, fetch: system.fetch }, patience, signal)
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
    atEnd: step => void last.push(step),
    moveDatabases(to) {
      postgres = to
      links?.postgres.leadTo(to)
    },
  }

  await attempt(record, "the fault's script", signal, async () => {
    await load.reached(warmUpSeconds * extent.perSecond)
    await scenario.fault(chaos)
  })
  await undoFaults(place, postgres)
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
      ...(readRecords && { readRecords: onRecord => readRecords(system.kafkaAccess, onRecord) }),
      deadLetters: record.deadLetters,
    }),
  )
  return resultOf(scenario, form, record, verdict, (performance.now() - started) / 1000)
}

/** Whatever a fault has left behind that failed itself: everything runs again, so that the oracle gets answers. */
async function undoFaults({ system, links, pooler }: Place, postgres: Postgres): Promise<void> {
  for (const service of Object.values(system.services)) service.kill('SIGCONT')
  for (const link of [links?.kafka, links?.postgres]) {
    link?.heal()
    link?.resume()
  }
  await Promise.all([...system.kafka.nodes, postgres].map(server => server.start()))
  await pooler?.process.start()
}
