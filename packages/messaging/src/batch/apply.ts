import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { endIdle } from '../database/connections.ts'
import { DatabaseUnavailable, sqlState } from '../database/errors.ts'
import { inTransaction } from '../database/transaction.ts'
import { describe } from '../errors.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { startBatch } from '../tracing/batch-spans.ts'
import { observeIn } from '../tracing/exemplars.ts'
import type { WorkingSet } from '../types/decider.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import { decideBatch } from './batch.ts'
import { classify } from './failures.ts'
import { logFields } from './log-fields.ts'
import { type Apply, locked, orderKeyOf, probeMs, type Result } from './results.ts'
import type { Service } from './service.ts'

export interface ApplyOptions<World = never> {
  readonly pool: Pool
  readonly logger: Logger
  readonly metrics: MessagingMetrics
  /** Called after each commit that has put messages into the outbox: wakes the relay. */
  readonly onPublish?: (() => void) | undefined
  /** Told the ids of the deliveries of a committed batch that had come before. */
  readonly onDuplicates?: ((ids: readonly string[]) => void) | undefined
  /** Shown what each batch changed, once that is committed: for metrics. What it throws is logged. */
  readonly observe?: ((world: World) => void) | undefined
}

const maxConflicts = 5
/** The most transactions that may fail in the search for what is held; the rest of the batch then counts as that. */
const maxProbes = 64

export function createApply<World extends { readonly [name: string]: WorkingSet }>(
  service: Service<World>,
  options: ApplyOptions<World>,
): Apply {
  const { pool, logger, metrics } = options
  // Redeliveries come together: after a crash, a rebalance, a redrive. One is found by the transaction that it aborts.
  let expectsNew = true

  /**
   * Halves a batch while the database refuses its data, until the culprit stands alone, and while it waits for a
   * lock, until those stand alone that need the row. What follows one of these in its key waits with it.
   */
  async function apply(
    deliveries: readonly Delivery[],
    lockTimeoutMs: number,
    search: Search,
  ): Promise<readonly Result[]> {
    if (search.waiting.size > 0) {
      const isFree = deliveries.map(delivery => !isWaiting(delivery, search))
      if (isFree.includes(false)) {
        return await applyFree(deliveries, isFree, free => apply(free, lockTimeoutMs, search))
      }
    }
    let renewed = false
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await transact(deliveries, lockTimeoutMs, expectsNew && conflicts === 0)
      } catch (error) {
        const failure = classify(error)
        if (failure === 'conflict') expectsNew = false
        if (failure === 'infrastructure') return unavailable(deliveries, error)
        if (failure === 'locked' && (deliveries.length === 1 || search.probes++ >= maxProbes)) {
          for (const delivery of deliveries) wait(delivery, search)
          return deliveries.map(() => locked)
        }
        if (failure === 'conflict' && conflicts < maxConflicts) continue
        if (deliveries.length > 1) {
          const half = deliveries.length >> 1
          const waitMs = failure === 'locked' ? probeMs : lockTimeoutMs
          const first = await apply(deliveries.slice(0, half), waitMs, search)
          return [...first, ...(await apply(deliveries.slice(half), waitMs, search))]
        }
        if (failure === 'conflict' && sqlState(error) !== '23505') return unavailable(deliveries, error)
        // Nothing is given up on the word of a connection that may be older than the tables.
        if (!renewed && sqlState(error) !== undefined) {
          renewed = true
          await endIdle(pool).catch(() => {}) // the next try finds out
          continue
        }
        return await giveUp(deliveries[0] as Delivery, error, search)
      }
    }
  }

  async function transact(
    deliveries: readonly Delivery[],
    lockTimeoutMs: number,
    allNew: boolean,
  ): Promise<readonly Outcome[]> {
    const since = performance.now()
    const span = startBatch(service.tracer, service.name, deliveries)
    const { outcomes, publishes, created, world } = await inTransaction(
      pool,
      tx => decideBatch(tx, service, deliveries, { allNew }),
      ({ writes }) => writes,
      { lockTimeoutMs, early: true },
    ).catch(error => {
      span?.rolledBack(error)
      throw error
    })
    if (publishes) options.onPublish?.()
    // Only what is committed is said to have been created.
    for (const each of created) each.end()
    span?.committed()
    observeIn(metrics.batchSeconds, {}, (performance.now() - since) / 1_000, span?.context)
    metrics.batchSize.observe(deliveries.length)
    count(deliveries, outcomes)
    const known = deliveries.filter((_, i) => outcomes[i]?.status === 'duplicate')
    expectsNew = known.length === 0
    observe(() => {
      if (world !== undefined) options.observe?.(world)
      if (known.length > 0) options.onDuplicates?.(known.map(({ id }) => id))
    })
    return outcomes
  }

  /** It is committed: whatever an observer does, it must not be tried again. */
  function observe(report: () => void) {
    try {
      report()
    } catch (err) {
      logger.error({ err }, 'a committed batch could not be observed')
    }
  }

  /** A delivery that the database refuses for its data: dead-lettered, or failed if it has no topic. */
  async function giveUp(delivery: Delivery, error: unknown, search: Search): Promise<readonly Result[]> {
    if (delivery.origin === undefined) {
      const failed: Outcome[] = [{ status: 'failed', error }]
      count([delivery], failed)
      return failed
    }
    // Even its dead letter is refused: nothing may be lost, so it waits for a person.
    if ('poison' in delivery) return unavailable([delivery], error)
    const poison = { code: 'SAVE_FAILED', detail: describe(error) }
    const { id, origin, span } = delivery
    return await apply([{ id, origin, poison, span }], probeMs, search)
  }

  function count(deliveries: readonly Delivery[], outcomes: readonly Outcome[]) {
    const counts: Record<string, number> = {}
    const verbose = logger.isLevelEnabled('debug')
    for (const [i, outcome] of outcomes.entries()) {
      const delivery = deliveries[i] as Delivery
      counts[outcome.status] = (counts[outcome.status] ?? 0) + 1
      if (outcome.status === 'dead-lettered') {
        metrics.countDeadLetter(outcome.poison.code)
        logger.warn({ ...logFields(delivery), poison: outcome.poison }, 'a message went to the dead letters')
      } else if (outcome.status === 'failed') {
        logger.error({ ...logFields(delivery), err: outcome.error }, 'a command could not be decided')
      } else if (verbose && 'input' in delivery) {
        logger.debug(
          { ...logFields(delivery), input: delivery.input.type, outcome: outcome.status },
          'an input was processed',
        )
      }
    }
    for (const [outcome, n] of Object.entries(counts)) metrics.inputs.inc({ outcome }, n)
    if (counts.duplicate !== undefined) metrics.duplicates.inc(counts.duplicate)
  }

  return (deliveries, lockTimeoutMs) => apply(deliveries, lockTimeoutMs, { waiting: new Set(), probes: 0 })
}

/** Applies those of the deliveries that are free; the others are locked. */
export async function applyFree(
  deliveries: readonly Delivery[],
  isFree: readonly boolean[],
  apply: (free: readonly Delivery[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const free = deliveries.filter((_, i) => isFree[i])
  const results = free.length === 0 ? [] : [...(await apply(free))]
  return isFree.map(wasApplied => (wasApplied ? (results.shift() as Result) : locked))
}

/** What the parts of one batch know of each other while it is taken apart. */
interface Search {
  /** Keys that have a delivery which waits for a lock. */
  readonly waiting: Set<string>
  probes: number
}

function wait(delivery: Delivery, { waiting }: Search) {
  const key = orderKeyOf(delivery)
  if (key !== undefined) waiting.add(key)
}

function isWaiting(delivery: Delivery, { waiting }: Search): boolean {
  const key = orderKeyOf(delivery)
  return key !== undefined && waiting.has(key)
}

function unavailable(deliveries: readonly Delivery[], error: unknown): Result[] {
  const result = new DatabaseUnavailable(error)
  return deliveries.map(() => result)
}
