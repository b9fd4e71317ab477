import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseOptions } from './databases.ts'
import { countUnsettled, isSettled, openPools, type Unsettled } from './unsettled.ts'

interface SettleOptions extends DatabaseOptions {
  readonly timeoutMs: number
  readonly onProgress?: (unsettled: Unsettled) => void
}

interface Settled {
  readonly settled: boolean
  readonly milliseconds: number
  /** What was under way when it was last looked at; undefined if the databases never answered. */
  readonly unsettled: Unsettled | undefined
  /** Why the last look failed. */
  readonly error?: unknown
}

const pollMs = 100

/**
 * Waits until nothing is under way: no order is open, outboxes and gateway requests are empty, and every
 * service has taken in what the others have said. A database that is away is waited for. Resolves either
 * way; the caller looks at `settled`.
 */
export async function waitUntilSettled({ timeoutMs, onProgress, ...where }: SettleOptions): Promise<Settled> {
  const started = performance.now()
  const elapsed = () => Math.round(performance.now() - started)
  const pools = openPools(where)
  let unsettled: Unsettled | undefined
  try {
    while (true) {
      const looked = performance.now()
      let failure: { error: unknown } | undefined
      try {
        unsettled = await countUnsettled(pools)
        onProgress?.(unsettled)
        if (isSettled(unsettled)) return { settled: true, milliseconds: elapsed(), unsettled }
      } catch (error) {
        if (isMistake(error)) throw error
        failure = { error }
      }
      if (elapsed() >= timeoutMs) return { settled: false, milliseconds: elapsed(), unsettled, ...failure }
      // Looking is work for the databases too: never more than a fifth of the time.
      await pause(Math.min(Math.max(pollMs, 4 * (performance.now() - looked)), timeoutMs - elapsed()))
    }
  } finally {
    await Promise.all(Object.values(pools).map(pool => pool.end()))
  }
}

/** PostgreSQL understood and refused (a table is missing): waiting mends nothing. */
const isMistake = (error: unknown) => error instanceof pg.DatabaseError && error.code?.startsWith('42')
