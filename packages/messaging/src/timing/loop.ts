import type { Logger } from 'pino'
import { describe } from '../errors.ts'
import { createWaker } from './waker.ts'

/** Work that is done again and again in the background, one round at a time. */
export interface Loop {
  /** Begins the next round at once, or as soon as the one under way is over. */
  wake(): void
  /** Begins no other round; resolves when the one under way is over. */
  stop(): Promise<void>
}

export interface LoopOptions {
  /** One round of work. True: the next one begins without a rest. */
  round(stopping: AbortSignal): Promise<unknown>
  /** Milliseconds from the end of a round to the beginning of the next; `failures` is how many failed in a row until now. */
  restMs(failures: number): number
  /** Rests before the first round, which begins at once otherwise. */
  readonly restsFirst?: boolean
  /** A round has thrown, for so many times in a row. The loop goes on. */
  onFailure(error: unknown, failures: number): void
  /** A round went well after some that had not. */
  onRecovery?(): void
}

/** Starts a loop. Nothing of it rejects; it ends with `stop` alone. */
export function startLoop({ round, restMs, restsFirst, onFailure, onRecovery }: LoopOptions): Loop {
  const stopping = new AbortController()
  const waker = createWaker(stopping.signal)
  let failures = 0

  async function run() {
    if (restsFirst === true) await waker.rest(restMs(failures))
    while (!stopping.signal.aborted) {
      waker.begin()
      if (!(await attempt())) await waker.rest(restMs(failures))
    }
  }

  /** Resolves with true if there is more to do at once. */
  async function attempt(): Promise<boolean> {
    try {
      const more = await round(stopping.signal)
      if (failures > 0) onRecovery?.()
      failures = 0
      return more === true
    } catch (error) {
      onFailure(error, ++failures)
      return false
    }
  }

  const running = run()
  return {
    wake: waker.wake,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** What logs failures without filling the log: the 1st, 2nd, 4th, 8th and so on of those in a row. */
export const warnRarely =
  (logger: Pick<Logger, 'warn'>, sentence: string) =>
  (error: unknown, failures: number): void => {
    if ((failures & (failures - 1)) === 0) logger.warn({ reason: describe(error), failures }, sentence)
  }
