import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { decideBatch, type Service } from './batch.ts'
import { DatabaseUnavailable, describe } from './errors.ts'
import { classify, sqlState } from './failures.ts'
import type { MessagingMetrics } from './metrics.ts'
import { inTransaction } from './transaction.ts'
import type { Delivery, Outcome, WorkingSet } from './types.ts'

export interface ProcessorOptions<World = never> {
  readonly pool: Pool
  readonly logger: Logger
  readonly metrics: MessagingMetrics
  /** The most inputs in one transaction. */
  readonly batchMax: number
  /** Called after each commit: wakes the relay, and workers that look for new rows. */
  readonly onCommit?: () => void
  /** Told the ids of the deliveries of a committed batch that had come before. */
  readonly onDuplicates?: ((ids: readonly string[]) => void) | undefined
  /** Shown what each batch changed, once that is committed: for metrics. What it throws is logged. */
  readonly observe?: ((world: World) => void) | undefined
}

/** The door of a service: everything that changes it goes through here. */
export interface Processor {
  /**
   * Applies the deliveries in their order and resolves when they are committed, with one outcome each.
   * All that is submitted while a transaction is under way shares the next one (group commit).
   * Rejects with DatabaseUnavailable when the database is away; then the caller may submit again.
   */
  submit(deliveries: readonly Delivery[]): Promise<Outcome[]>
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>
}

interface Submission {
  readonly deliveries: readonly Delivery[]
  readonly resolve: (outcomes: Outcome[]) => void
  readonly reject: (error: unknown) => void
}

const maxConflicts = 5

export function createProcessor<World extends { readonly [name: string]: WorkingSet }>(
  service: Service<World>,
  options: ProcessorOptions<World>,
): Processor {
  const { pool, logger, metrics, batchMax } = options
  const waiting: Submission[] = []
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    // The partitions of one fetch, and requests that arrive together, are submitted within one turn of the
    // event loop: the first of them waits for the others instead of taking a transaction for itself.
    await nextTurn()
    while (waiting.length > 0) {
      const together = takeTogether(waiting, batchMax)
      const results = await apply(together.flatMap(submission => submission.deliveries))
      if (results.some(result => !(result instanceof DatabaseUnavailable))) options.onCommit?.()
      let from = 0
      for (const { deliveries, resolve, reject } of together) {
        settle(results.slice(from, from + deliveries.length), resolve, reject)
        from += deliveries.length
      }
    }
    running = undefined
  }

  /**
   * Applies a batch; halves it while the database refuses its data, until the culprit stands alone. One
   * result per delivery: a half may be committed before the database goes away, and its callers must know.
   */
  async function apply(deliveries: readonly Delivery[]): Promise<readonly Result[]> {
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await transact(deliveries)
      } catch (error) {
        const failure = classify(error)
        if (failure === 'infrastructure') return unavailable(deliveries, error)
        if (failure === 'conflict' && conflicts < maxConflicts) continue
        if (deliveries.length > 1) {
          const half = deliveries.length >> 1
          return [...(await apply(deliveries.slice(0, half))), ...(await apply(deliveries.slice(half)))]
        }
        if (failure === 'conflict' && sqlState(error) !== '23505') return unavailable(deliveries, error)
        return await giveUp(deliveries[0] as Delivery, error)
      }
    }
  }

  async function transact(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    const end = metrics.batchSeconds.startTimer()
    const { outcomes, world } = await inTransaction(
      pool,
      tx => decideBatch(tx, service, deliveries),
      ({ writes }) => writes,
    )
    end()
    metrics.batchSize.observe(deliveries.length)
    count(outcomes)
    const known = deliveries.filter((_, i) => outcomes[i]?.status === 'duplicate')
    observe(() => {
      if (world !== undefined) options.observe?.(world)
      if (known.length > 0) options.onDuplicates?.(known.map(({ id }) => id))
    })
    return outcomes
  }

  /** It is committed: whatever an observer does, it must not be tried again. */
  function observe(tell: () => void) {
    try {
      tell()
    } catch (err) {
      logger.error({ err }, 'a committed batch could not be observed')
    }
  }

  /** A delivery that the database refuses for its data: dead-lettered, or failed if it has no topic. */
  async function giveUp(delivery: Delivery, error: unknown): Promise<readonly Result[]> {
    if (delivery.origin === undefined) {
      const failed: Outcome[] = [{ status: 'failed', error }]
      count(failed)
      return failed
    }
    // Even its dead letter is refused: nothing may be lost, so it waits for a person.
    if ('poison' in delivery) return unavailable([delivery], error)
    const poison = { code: 'SAVE_FAILED', detail: describe(error) }
    return await apply([{ id: delivery.id, origin: delivery.origin, poison }])
  }

  function count(outcomes: readonly Outcome[]) {
    const counts: Record<string, number> = {}
    for (const outcome of outcomes) {
      counts[outcome.status] = (counts[outcome.status] ?? 0) + 1
      if (outcome.status === 'dead-lettered') {
        metrics.countDeadLetter(outcome.poison.code)
        logger.warn({ poison: outcome.poison }, 'a message went to the dead letters')
      } else if (outcome.status === 'failed') {
        logger.error({ err: outcome.error }, 'a command could not be decided')
      }
    }
    for (const [outcome, n] of Object.entries(counts)) metrics.inputs.inc({ outcome }, n)
    if (counts.duplicate !== undefined) metrics.duplicates.inc(counts.duplicate)
  }

  return {
    submit(deliveries) {
      if (deliveries.length === 0) return Promise.resolve([])
      return new Promise((resolve, reject) => {
        waiting.push({ deliveries, resolve, reject })
        running ??= drain()
      })
    },
    async idle() {
      while (running !== undefined) await running
    },
  }
}

/** What became of a delivery; with DatabaseUnavailable nothing is known to have happened. */
type Result = Outcome | DatabaseUnavailable

function unavailable(deliveries: readonly Delivery[], error: unknown): Result[] {
  const result = new DatabaseUnavailable(error)
  return deliveries.map(() => result)
}

function settle(results: readonly Result[], resolve: Submission['resolve'], reject: Submission['reject']) {
  const outcomes: Outcome[] = []
  for (const result of results) {
    if (result instanceof DatabaseUnavailable) return reject(result)
    outcomes.push(result)
  }
  resolve(outcomes)
}

/** The oldest submissions that fit into one batch; at least one, however large. */
function takeTogether(waiting: Submission[], batchMax: number): Submission[] {
  let size = 0
  let n = 0
  for (const { deliveries } of waiting) {
    if (n > 0 && size + deliveries.length > batchMax) break
    size += deliveries.length
    n++
  }
  return waiting.splice(0, n)
}
