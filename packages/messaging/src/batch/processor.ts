import { setImmediate as nextTurn } from 'node:timers/promises'
import { DatabaseUnavailable } from '../database/errors.ts'
import type { WorkingSet } from '../types/decider.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import { type ApplyOptions, applyFree, createApply } from './apply.ts'
import { createLockWaits, type Waiting } from './lock-waits.ts'
import { locked, type Result } from './results.ts'
import type { Service } from './service.ts'

export interface ProcessorOptions<World = never> extends ApplyOptions<World> {
  /** The most inputs in one transaction. */
  readonly batchMax: number
  /** Called after each commit: wakes workers that look for new rows. */
  readonly onCommit?: () => void
}

/** The entry of a service: everything that changes it goes through here. */
export interface Processor {
  /**
   * Applies the deliveries in their order and resolves when they are committed, with one outcome each.
   * All that is submitted while a transaction is under way shares the next one (group commit).
   * Rejects with DatabaseUnavailable when the database is away; then the caller may submit again.
   */
  submit(deliveries: readonly Delivery[]): Promise<Outcome[]>
  /**
   * The same without waiting for what needs a row that another transaction holds: that is left waiting, with its
   * outcome to come, and so is what follows it in its key.
   */
  offer(deliveries: readonly Delivery[]): Promise<(Outcome | Waiting)[]>
  /** Resolves when nothing is under way. What waits for a row is given up: its offers and submissions reject. */
  idle(): Promise<void>
}

interface Submission {
  readonly deliveries: readonly Delivery[]
  readonly resolve: (outcomes: (Outcome | Waiting)[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * How long a batch waits for a row that is held, in milliseconds: longer than another replica's transaction takes,
 * shorter than anyone minds. Once somebody is known to hold one for longer, not even that long.
 */
const lockTimeoutMs = { first: 300, lasting: 10 }
const maxWaiting = 1_000

export function createProcessor<World extends { readonly [name: string]: WorkingSet }>(
  service: Service<World>,
  options: ProcessorOptions<World>,
): Processor {
  const { logger, metrics, batchMax, onCommit } = options
  const apply = createApply(service, options)
  const lockWaits = createLockWaits({ apply, logger, metrics, max: maxWaiting, onCommit })
  const waiting: Submission[] = []
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    // The partitions of one fetch, and requests that arrive together, are submitted within one turn of the
    // event loop: the first of them waits for the others instead of taking a transaction for itself.
    await nextTurn()
    while (waiting.length > 0) {
      const together = takeTogether(waiting, batchMax)
      const deliveries = together.flatMap(submission => submission.deliveries)
      const results =
        lockWaits.size === 0
          ? await applyNow(deliveries)
          : await applyFree(deliveries, deliveries.map(isFree), applyNow)
      if (results.some(result => result !== locked && !(result instanceof DatabaseUnavailable))) onCommit?.()
      let from = 0
      for (const { deliveries, resolve, reject } of together) {
        settle(deliveries, results.slice(from, from + deliveries.length), resolve, reject)
        from += deliveries.length
      }
    }
    running = undefined
  }

  const applyNow = (deliveries: readonly Delivery[]) =>
    apply(deliveries, lockWaits.lasting ? lockTimeoutMs.lasting : lockTimeoutMs.first)

  /** What follows something that waits has to wait too. */
  const isFree = (delivery: Delivery) => !lockWaits.follows(delivery)

  function settle(
    deliveries: readonly Delivery[],
    results: readonly Result[],
    resolve: Submission['resolve'],
    reject: Submission['reject'],
  ) {
    const outcomes: (Outcome | Waiting)[] = []
    for (const [i, result] of results.entries()) {
      if (result instanceof DatabaseUnavailable) return reject(result)
      if (result !== locked) {
        outcomes.push(result as Outcome)
        continue
      }
      const wait = lockWaits.add(deliveries[i] as Delivery)
      if (wait === undefined) return reject(new DatabaseUnavailable(`${maxWaiting} inputs wait for locks`))
      outcomes.push(wait)
    }
    resolve(outcomes)
  }

  function offer(deliveries: readonly Delivery[]): Promise<(Outcome | Waiting)[]> {
    if (deliveries.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      waiting.push({ deliveries, resolve, reject })
      running ??= drain()
    })
  }

  return {
    offer,
    async submit(deliveries) {
      const outcomes = await offer(deliveries)
      return outcomes.some(isWaiting)
        ? await Promise.all(outcomes.map(outcome => (isWaiting(outcome) ? outcome.settled : outcome)))
        : (outcomes as Outcome[])
    },
    async idle() {
      while (running !== undefined) await running
      await lockWaits.stop()
    },
  }
}

const isWaiting = (outcome: Outcome | Waiting): outcome is Waiting => outcome.status === 'waiting'

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
