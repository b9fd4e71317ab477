import { createMedians } from './medians.ts'
import { type Refusal, refusalOf } from './shares.ts'

/** What was taken in and has not ended: work that goes on behind the answer, in other processes. */
export interface Backlog {
  /** Something ended that was taken in so many milliseconds ago, by whichever process. */
  ended(ageMs: number): void
  /** Takes one more in, or says why not. */
  enter(sender: string): Refusal | undefined
  /** What was let in was refused for what it is, or failed: another has its place. */
  notTaken(sender: string): void
}

export interface BacklogOptions {
  /** How old what ends may be at the median, in milliseconds; 0 is no bound. */
  readonly targetMs: number
  /** Milliseconds, never backwards. */
  readonly now?: () => number
}

const window = { ms: 500, least: 20 }
/** While there is too much, so many are taken in for each that ends: the backlog becomes smaller. */
const perEnd = 0.9
/** The most that is taken in at once after a pause. */
const mostCredit = 1_000
/**
 * As long without a median, nothing is known: what comes is taken in. In an outage nothing ends, and it is waited for; after
 * it few may end, and what ended before says nothing of them.
 */
const knownMs = 2_000

/**
 * Holds what is taken in to what ends, while what ends is older than the target: one in, one out. What ends says it
 * to every process, whoever took it in, and nothing is counted that a restart would forget. The age at the end is the
 * sojourn time of CoDel (RFC 8289); its median, since some end early by nature, and some are slow by nature.
 */
export function createBacklog({ targetMs, now = () => performance.now() }: BacklogOptions): Backlog {
  const medians = createMedians(window.ms, window.least, now)
  let tooOld = false
  let knownAt = Number.NEGATIVE_INFINITY
  let credit = 0
  /** What each sender has been given of the credit since the last window. */
  const given = new Map<string, number>()
  const isHeld = () => tooOld && targetMs !== 0 && now() - knownAt <= knownMs
  return {
    ended(ageMs) {
      credit = Math.min(mostCredit, credit + perEnd)
      const median = medians.add(ageMs)
      if (median === undefined) return
      tooOld = median > targetMs
      knownAt = now()
      given.clear()
    },
    enter(sender) {
      if (!isHeld()) return undefined
      const own = given.get(sender) ?? 0
      const refusal = refusalOf(own, credit)
      if (refusal !== undefined) return refusal
      credit -= 1
      given.set(sender, own + 1)
      return undefined
    },
    notTaken(sender) {
      if (!isHeld()) return
      credit = Math.min(mostCredit, credit + 1)
      given.set(sender, Math.max(0, (given.get(sender) ?? 0) - 1))
    },
  }
}
