import { setTimeout as pause } from 'node:timers/promises'
import { lastWarnings } from './telemetry.ts'

/** Looking is work for the servers too: the next look is after a twentieth of the time that has passed. */
const nextLookMs = (waitedMs: number) => Math.min(250, Math.max(20, waitedMs / 20))

/**
 * Waits for an outcome: asks again and again until `check` gives something true, and returns that.
 * An error of `check` counts as "not yet".
 * @param withinMs a limit for a machine that is far too busy, never a measure of speed
 */
export async function until<Result>(
  what: string,
  check: () => Promise<Result | false | undefined> | Result | false | undefined,
  withinMs = 120_000,
): Promise<Result> {
  const started = Date.now()
  const deadline = started + withinMs
  let reason: unknown
  for (;;) {
    try {
      const result = await check()
      if (result) return result
      reason = undefined
    } catch (error) {
      reason = error
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${withinMs} ms in vain: ${what}\n${lastWarnings()}`, { cause: reason })
    }
    await pause(nextLookMs(Date.now() - started))
  }
}
