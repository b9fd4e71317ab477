/** Random choices that a seed decides. */
export interface Dice {
  /** A whole number from 0 up to and without `end`. */
  below(end: number): number
  /** True in so many of a hundred. */
  percent(chance: number): boolean
  pick<T>(values: readonly T[]): T
}

/** mulberry32: small, fast, good enough to test with. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    percent: chance => below(100) < chance,
    pick: values => values[below(values.length)] as (typeof values)[number],
  }
}
