import { seededRandom } from '@orderflow/load'

/** Choices that are the same for the same seed. */
export interface Dice {
  /** A whole number from `min` to `max`, both of them possible. */
  int(min: number, max: number): number
  pick<T>(values: readonly [T, ...T[]]): T
  /** True once in so many times. */
  once(inTimes: number): boolean
}

export function newDice(seed: number): Dice {
  const random = seededRandom(seed)
  const int = (min: number, max: number) => min + Math.floor(random() * (max - min + 1))
  return {
    int,
    pick: values => values[int(0, values.length - 1)] as (typeof values)[number],
    once: inTimes => random() * inTimes < 1,
  }
}
