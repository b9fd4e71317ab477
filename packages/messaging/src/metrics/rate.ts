/** The seconds that the mean is over. */
const windowSeconds = 10

export interface Rate {
  add(n: number, nowMs: number): void
  /** The mean per second over the last ten whole seconds; the one under way is not in it. */
  read(nowMs: number): number
}

/** Counts what happens by the second, in a ring: no timer, and nothing to do while nothing happens. */
export function createRate(): Rate {
  // One more than is read: the second under way.
  const seconds = new Array<number>(windowSeconds + 1).fill(Number.NEGATIVE_INFINITY)
  const counts = new Array<number>(windowSeconds + 1).fill(0)
  const secondOf = (milliseconds: number) => Math.floor(milliseconds / 1_000)
  return {
    add(n, nowMs) {
      const second = secondOf(nowMs)
      const slot = second % seconds.length
      counts[slot] = seconds[slot] === second ? (counts[slot] as number) + n : n
      seconds[slot] = second
    },
    read(nowMs) {
      const now = secondOf(nowMs)
      const inWindow = (second: number) => second < now && second >= now - windowSeconds
      const sum = counts.reduce((all, n, slot) => (inWindow(seconds[slot] as number) ? all + n : all), 0)
      return sum / windowSeconds
    },
  }
}
