import { seededRandom } from '@orderflow/load'

/** All randomness of a schedule: the same seed throws the same numbers. */
export interface Dice {
  /** A whole number from 0 to below `n`. */
  below(n: number): number
  /** A whole number, both ends included. */
  between(from: number, to: number): number
  /** From 0 to below 1. */
  share(): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

/** The dice of one schedule of a run. Runs with different seeds share no schedule. */
export function diceOf({ seed, number }: ScheduleId): Dice {
  const random = seededRandom(seed * 2 ** 32 + number)
  const below = (n: number) => Math.floor(random() * n)
  return {
    share: random,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: probability => random() < probability,
    pick: from => from[below(from.length)] as (typeof from)[number],
  }
}

/** Which schedule: the seed of a run (below 2^20), and its number in that run (below 2^32). */
export interface ScheduleId {
  readonly seed: number
  readonly number: number
}

/** As people write it: `1:48213`. */
export const idText = ({ seed, number }: ScheduleId): string => `${seed}:${number}`

/** @returns undefined for what is no schedule's id */
export function parseId(text: string): ScheduleId | undefined {
  const [, seed, number] = /^(\d{1,7}):(\d{1,10})$/.exec(text) ?? []
  return seed === undefined || number === undefined
    ? undefined
    : { seed: Number(seed), number: Number(number) }
}
