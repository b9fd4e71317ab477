import { setTimeout as pause } from 'node:timers/promises'
import { waitUntilSettled } from '@orderflow/audit'
import { type OrderRequest, placeOrders, wave } from '@orderflow/load'
import { ServiceError } from '@orderflow/service-kit'
import { createProgress } from '../../dev/lib/progress.ts'
import { mismatches } from './compare.ts'
import { forceDuplicates } from './force-duplicates.ts'
import { openStage, type StackName, type Stage, stackNames } from './stage.ts'
import { type StockLowReport, stockLowReport } from './stock-low.ts'
import { ownersTruth } from './truth.ts'
import type { StackReport } from './view.ts'

interface StacksOptions {
  readonly orders: number
  readonly seed: number
  readonly dataDir: string
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** What a stack says, and where it differs from the owners' truth. */
export type StackOutcome = StackReport & { readonly mismatches: readonly string[] }

export interface StacksOutcome {
  readonly orders: number
  readonly stacks: Readonly<Record<StackName, StackOutcome>>
  /** The way back. */
  readonly stockLow: StockLowReport
  readonly seconds: number
}

/** Long enough for moto, the slowest by far. */
const withinMs = (orders: number) => 120_000 + 1_500 * orders
const lookEveryMs = 2_000
const concurrency = 16
/** Orders that are placed before the slowest stack has seen them: what waits in moto makes the rest wait longer. */
const waveMax = 50

/**
 * Sends a wave of orders through the system while each hop delivers events more than once, waits until every stack
 * has the same view as the owners, or has had minutes for it, and compares.
 *
 * @throws ServiceError `NOT_SETTLED` if the orders do not come to their end
 */
export async function runStacks(options: StacksOptions): Promise<StacksOutcome> {
  const { log } = options
  const stage = await openStage(options)
  try {
    const started = performance.now()
    await sendThrough(stage, options)
    const truth = await ownersTruth(url => stage.postgresUrl(url))
    const progress = createProgress(log)
    const stacks = await lookUntil(stage, options, found => {
      const compared = Object.fromEntries(
        stackNames.map(name => [name, { ...found[name], mismatches: mismatches(truth, found[name]) }]),
      ) as unknown as Record<StackName, StackOutcome>
      const behind = stackNames.filter(name => compared[name].mismatches.length > 0)
      if (behind.length > 0) progress.show(`Not there yet: ${behind.join(', ')}`)
      return { result: compared, isEnough: behind.length === 0 }
    })
    progress.end('Every stack was compared with the owners of the data.')
    const stockLow = await stockLowReport(stage.system.kafkaAccess)
    return { orders: truth.orders, stacks, stockLow, seconds: (performance.now() - started) / 1000 }
  } finally {
    log('Stopping…')
    await stage.stop()
  }
}

/** Asks the stacks again and again until it is enough; what was found last counts when time is up. */
async function lookUntil<Result>(
  stage: Stage,
  { orders, signal }: Pick<StacksOptions, 'orders' | 'signal'>,
  look: (reports: Readonly<Record<StackName, StackReport>>) => { result: Result; isEnough: boolean },
): Promise<Result> {
  for (const deadline = Date.now() + withinMs(orders); ; await pause(lookEveryMs, undefined, { signal })) {
    const isLate = Date.now() > deadline
    // The AWS endpoint has one thread: while it is busy it may not answer in time.
    const reports = await stage.reports().catch(error => {
      if (isLate) throw error
    })
    if (reports === undefined) continue
    const { result, isEnough } = look(reports)
    if (isEnough || isLate) return result
  }
}

/** Waves of orders, each when every stack has seen the ones before; with the second, the duplicates of the first. */
async function sendThrough(stage: Stage, options: StacksOptions): Promise<void> {
  const { orders, seed, log, signal } = options
  const all = [...wave(orders, seed)]
  const progress = createProgress(log)
  const wavesOf = Math.min(waveMax, Math.ceil(orders / 2))
  for (let from = 0; from < orders; from += wavesOf) {
    const some: readonly OrderRequest[] = all.slice(from, from + wavesOf)
    await Promise.all([
      placeOrders({ ...stage.system.orders, orders: some, concurrency, signal }),
      ...(from === wavesOf ? [forceDuplicates(stage, log)] : []),
    ])
    const placed = from + some.length
    progress.show(`Placed ${placed} of ${orders} orders`)
    await lookUntil(stage, options, reports => ({
      result: undefined,
      isEnough: stackNames.every(name => reports[name].orders >= placed),
    }))
  }
  progress.end(`Placed ${orders} orders.`)
  const { settled } = await waitUntilSettled({ postgresUrl: stage.postgresUrl, timeoutMs: withinMs(orders) })
  if (!settled) {
    throw new ServiceError('NOT_SETTLED', 'The orders have not come to their end in minutes.')
  }
}
