import { pause } from './bounded.ts'

/** Lets a loop rest, and be woken out of it. */
export interface Waker {
  /** A round begins: what wakes from now on counts for the rest after it. */
  begin(): void
  /** Rests for so long, or until it is woken; not at all if it was woken since the round began. */
  rest(milliseconds: number): Promise<void>
  /** Ends the rest, or keeps the next one from beginning. Cheap enough for every commit. */
  wake(): void
}

/** @param stopping ends all rests for good */
export function createWaker(stopping: AbortSignal): Waker {
  let awake = false
  let resting: ReturnType<typeof pause> | undefined
  stopping.addEventListener('abort', () => resting?.giveUp(), { once: true })
  return {
    begin() {
      awake = false
    },
    async rest(milliseconds) {
      if (awake || stopping.aborted) return
      resting = pause(milliseconds)
      await resting.over
      resting = undefined
    },
    wake() {
      awake = true
      resting?.giveUp()
    },
  }
}
