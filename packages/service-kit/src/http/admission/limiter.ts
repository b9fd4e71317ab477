import { createMedians } from './medians.ts'
import { type Refusal, refusalOf } from './shares.ts'

export interface Limiter {
  /** The most requests under way. */
  readonly limit: number
  readonly inFlight: number
  /** Lets a request in, whose end `leave` has to tell, or says why not. */
  enter(sender: string): Refusal | undefined
  leave(sender: string): void
  /** A command that went well took so many milliseconds. */
  took(milliseconds: number): void
}

export interface LimiterOptions {
  /** What half of the commands are to take at most, in milliseconds. */
  readonly targetMs: number
  /** Milliseconds, never backwards. */
  readonly now?: () => number
}

/** Fewer under way make batches small, more take memory. It begins high: who has only just started has not measured. */
const bounds = { least: 100, first: 500, most: 2_000 }
const window = { ms: 250, least: 20 }
/** What the limit changes by in one window. */
const step = { down: 0.7, up: 1.1 }

/**
 * A bound on the requests under way that moves with what commands take: by Little's law the time is the number under way
 * divided by the rate, so the limit times target ÷ median is where the target is met. That is the gradient of Netflix'
 * concurrency-limits, with a target in the place of a slow average, which an overload that lasts would drag along. While
 * less than half of the limit is used it says nothing about the limit, which then stays.
 */
export function createLimiter({ targetMs, now = () => performance.now() }: LimiterOptions): Limiter {
  const medians = createMedians(window.ms, window.least, now)
  const bySender = new Map<string, number>()
  let limit: number = bounds.first
  let inFlight = 0
  let peak = 0

  function adapt(median: number) {
    if (peak >= limit / 2) {
      const wanted = limit * Math.min(step.up, Math.max(step.down, targetMs / median))
      limit = Math.min(bounds.most, Math.max(bounds.least, wanted))
    }
    peak = inFlight
  }

  return {
    get limit() {
      return Math.floor(limit)
    },
    get inFlight() {
      return inFlight
    },
    enter(sender) {
      const own = bySender.get(sender) ?? 0
      // Where the limit has fallen below what is under way, who has little is let in all the same: half of an equal share.
      const isFew = 2 * (own + 1) * (bySender.size + 1) <= limit
      const refusal = isFew ? undefined : refusalOf(own, limit - inFlight)
      if (refusal !== undefined) return refusal
      bySender.set(sender, own + 1)
      inFlight += 1
      peak = Math.max(peak, inFlight)
      return undefined
    },
    leave(sender) {
      const left = (bySender.get(sender) ?? 1) - 1
      if (left > 0) bySender.set(sender, left)
      else bySender.delete(sender)
      inFlight -= 1
    },
    took(milliseconds) {
      const median = medians.add(milliseconds)
      if (median !== undefined) adapt(median)
    },
  }
}
