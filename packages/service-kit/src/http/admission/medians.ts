/** Takes in values, and has the median of those that came within a window. */
export interface Medians {
  /** @returns the median of the window that this value ends; undefined of one that goes on */
  add(value: number): number | undefined
}

/**
 * The window that a value ends is the one it is the last of. Of few values nothing is said: they wait for more.
 *
 * @param now milliseconds, never backwards
 */
export function createMedians(windowMs: number, least: number, now: () => number): Medians {
  let values: number[] = []
  let since = now()
  return {
    add(value) {
      values.push(value)
      if (values.length < least || now() - since < windowMs) return undefined
      const sorted = values.sort((a, b) => a - b)
      values = []
      since = now()
      return sorted[sorted.length >> 1]
    },
  }
}
