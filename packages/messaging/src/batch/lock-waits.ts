import type { Logger } from 'pino'
import { DatabaseUnavailable } from '../database/errors.ts'
import { MessagingError } from '../errors.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { backoff, delay } from '../timing/bounded.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import { logFields } from './log-fields.ts'
import { type Apply, locked, orderKeyOf, probeMs, type Result } from './results.ts'

/** A delivery that waits for a row, while those after it go on. */
export interface Waiting {
  readonly status: 'waiting'
  /** What becomes of it. Rejects with DatabaseUnavailable if it is given up. */
  readonly settled: Promise<Outcome>
}

export interface LockWaits {
  /** How many deliveries wait. */
  readonly size: number
  /** Whether somebody has held a row for so long that a batch is better taken apart at once than kept waiting. */
  readonly lasting: boolean
  /** Whether a delivery has to wait because one before it in its key does, or because it is waiting itself. */
  follows(delivery: Delivery): boolean
  /** Lets a delivery wait; undefined if there is no room for more. */
  add(delivery: Delivery): Waiting | undefined
  /** Gives up all that wait: nothing of them has happened. */
  stop(): Promise<void>
}

export interface LockWaitOptions {
  readonly apply: Apply
  readonly logger: Logger
  readonly metrics: Pick<MessagingMetrics, 'lockedInputs'>
  /** The most deliveries that wait; they are kept in memory. */
  readonly max: number
  readonly onCommit: (() => void) | undefined
}

/** How long one delivery waits in the queue for its row, so that it has its turn where many want it. */
const patientMs = 300
/** Every so many rounds all that wait are tried, in between one of them at a time. */
const allEvery = 4
/** A command has somebody who waits for its answer: in milliseconds. */
const commandWaitMs = 5_000

interface Entry {
  readonly delivery: Delivery
  readonly since: number
  readonly settled: Promise<Outcome>
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/**
 * What waits for rows that other transactions hold: a person at a prompt, a migration, another replica. It is tried
 * again, on a connection of its own, until the rows are free. The batches of everything else go on meanwhile, except for what
 * follows one of these in its key.
 *
 * An event waits without limit: its offset is not committed before. A command is given up after five seconds.
 */
export function createLockWaits({ apply, logger, metrics, max, onCommit }: LockWaitOptions): LockWaits {
  const entries = new Map<string, Entry>()
  const keys = new Map<string, number>()
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let lasting = false

  async function run() {
    for (let round = 0, failures = 0; entries.size > 0 && !stopping.signal.aborted; round++) {
      const some = round % allEvery === 0 ? [...entries.values()] : nextFirst(round)
      const deliveries = some.map(({ delivery }) => delivery)
      const results = await apply(deliveries, some.length === 1 ? patientMs : probeMs)
      const settled = some.filter((entry, i) => settle(entry, results[i] as Result)).length
      if (settled > 0) onCommit?.()
      if (settled > 0 || some.length === 1) lasting = settled === 0
      failures = settled === 0 ? failures + 1 : 0
      // When one has got through, so may the others.
      if (settled > 0) round = -1
      else await delay(backoff(failures, 50, 400), stopping.signal)
    }
    lasting = false
    running = undefined
  }

  /** One of those that follow nothing, each in its turn. */
  function nextFirst(turn: number): Entry[] {
    const seen = new Set<string>()
    const firsts = [...entries.values()].filter(({ delivery }) => {
      const key = orderKeyOf(delivery) ?? delivery.id
      return seen.size < seen.add(key).size
    })
    return [firsts[turn % firsts.length] as Entry]
  }

  /** Whether an entry has come to its end. */
  function settle(entry: Entry, result: Result): boolean {
    const { delivery, since, resolve, reject } = entry
    const unavailable = result instanceof DatabaseUnavailable
    if (unavailable || result === locked) {
      if (delivery.origin === undefined && (unavailable || performance.now() - since > commandWaitMs)) {
        remove(delivery)
        reject(unavailable ? result : new DatabaseUnavailable(rowHeld()))
      }
      return false
    }
    remove(delivery)
    resolve(result as Outcome)
    return true
  }

  function remove(delivery: Delivery) {
    entries.delete(delivery.id)
    const key = orderKeyOf(delivery)
    const left = key === undefined ? 0 : (keys.get(key) ?? 1) - 1
    if (left > 0) keys.set(key as string, left)
    else if (key !== undefined) keys.delete(key)
    metrics.lockedInputs.set(entries.size)
  }

  return {
    get size() {
      return entries.size
    },
    get lasting() {
      return lasting
    },
    follows(delivery) {
      const key = orderKeyOf(delivery)
      return entries.has(delivery.id) || (key !== undefined && keys.has(key))
    },
    add(delivery) {
      // Delivered again while it waits, after a consumer was built anew: one wait for both.
      const before = entries.get(delivery.id)
      if (before !== undefined) return { status: 'waiting', settled: before.settled }
      if (entries.size >= max || stopping.signal.aborted) return undefined
      const { promise: settled, resolve, reject } = Promise.withResolvers<Outcome>()
      settled.catch(() => {})
      if (entries.size === 0) logger.warn(logFields(delivery), 'an input waits for a row that is locked')
      entries.set(delivery.id, { delivery, since: performance.now(), settled, resolve, reject })
      const key = orderKeyOf(delivery)
      if (key !== undefined) keys.set(key, (keys.get(key) ?? 0) + 1)
      metrics.lockedInputs.set(entries.size)
      running ??= run()
      return { status: 'waiting', settled }
    },
    async stop() {
      stopping.abort()
      await running
      for (const { delivery, reject } of [...entries.values()]) {
        remove(delivery)
        reject(new DatabaseUnavailable(rowHeld()))
      }
    },
  }
}

const rowHeld = () =>
  new MessagingError('ROW_LOCKED', 'Another transaction holds a row that this needs: see pg_stat_activity')
