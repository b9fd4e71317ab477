export interface Waits {
  /** This batch has to wait; again, if it does already. */
  begin(batch: object): void
  end(batch: object): void
  /** Milliseconds that the one which waits for the longest has waited; 0 if none does. */
  readonly longestMs: number
}

/** What waits for the database, and for how long, by a clock that nobody sets. */
export function createWaits(now: () => number = () => performance.now()): Waits {
  const since = new Map<object, number>()
  return {
    begin(batch) {
      if (!since.has(batch)) since.set(batch, now())
    },
    end(batch) {
      since.delete(batch)
    },
    get longestMs() {
      // In the order of insertion: the first is the oldest.
      const [oldest] = since.values()
      return oldest === undefined ? 0 : now() - oldest
    },
  }
}
