import { delay } from './bounded.ts'

/** Fewer than these at a time, and there is no load worth gathering for. */
const minSize = 16
/** With so many at a time there is nothing to gain from more: a backlog is worked off without a rest. */
const maxSize = 1_000
const factor = 3
const maxMs = 100
/** The same as `maxSize` for what is gathered: within its rest more comes than that, without being a backlog. */
const maxGathered = 5_000

/**
 * The rest after a round of work, so that the next round finds more: what a round costs hardly depends on its size.
 * On an idle system there is none, and an order goes through at once. Under load it is three times as long as the
 * round took, which grows as processors become scarce: so the less there is to spare, the larger are the batches,
 * and the less an order costs (ADR 16).
 *
 * @param size how much the round handled
 * @param tookMs how long it took
 */
export function batchingDelayMs(size: number, tookMs: number): number {
  return size < minSize || size >= maxSize ? 0 : Math.min(maxMs, factor * tookMs)
}

/** Takes the rest after a round; cut short by `signal`. */
export async function delayForBatch(size: number, tookMs: number, signal: AbortSignal): Promise<void> {
  const milliseconds = batchingDelayMs(size, tookMs)
  if (milliseconds > 0) await delay(milliseconds, signal)
}

export interface Round {
  /** Does a part's work; the part that ends last takes the rest of the whole round. A part that fails takes none. */
  part(size: number, work: () => Promise<void>): Promise<void>
}

/**
 * Parts that are worked on together, such as the partitions of one fetch, are one round.
 *
 * @param gatherMs the least rest, in milliseconds: for work that nobody waits for. None after a backlog.
 */
export function createRound(signal: AbortSignal, gatherMs = 0): Round {
  let open = 0
  let size = 0
  let since = 0
  return {
    async part(ofPart, work) {
      if (open++ === 0) {
        size = 0
        since = performance.now()
      }
      size += ofPart
      try {
        await work()
      } finally {
        open--
      }
      if (open > 0) return
      const restMs = batchingDelayMs(size, performance.now() - since)
      const least = size < maxGathered ? gatherMs : 0
      if (restMs > 0 || least > 0) await delay(Math.max(restMs, least), signal)
    },
  }
}
