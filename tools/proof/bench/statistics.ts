import type { Figures } from './scenario.ts'

/** One figure over the rounds. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  /** Rounds that had the figure. */
  readonly runs: number
}

/** The figures of one round by the scenario's name; a scenario that failed is missing. */
export type Round = Readonly<Record<string, Figures>>

/** The middle value, or the mean of the two in the middle; NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Undefined of no values. */
export function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), runs: values.length }
}

/** Each figure of a scenario over the rounds. */
export function figuresOver(rounds: readonly Round[], scenario: string): Readonly<Record<string, Spread>> {
  const names = new Set(rounds.flatMap(round => Object.keys(round[scenario] ?? {})))
  const spreads = [...names].map(name => [name, spread(valuesOf(rounds, [scenario, name]))] as const)
  return Object.fromEntries(spreads.flatMap(([name, found]) => (found === undefined ? [] : [[name, found]])))
}

/** A scenario's name and one of its figures. */
export type FigureOf = readonly [scenario: string, figure: string]

/**
 * How one figure stands to another, pair by pair: the ratio within each round, then the median of the ratios.
 * Whatever slows the machine for a while slows both of a pair, so the ratios agree better than the figures.
 * A round without both counts for nothing; undefined without any round.
 */
export function pairedRatio(
  rounds: readonly Round[],
  dividend: FigureOf,
  divisor: FigureOf,
): Spread | undefined {
  return spread(
    rounds.flatMap(round => {
      const [above] = valuesOf([round], dividend)
      const [below] = valuesOf([round], divisor)
      return above === undefined || below === undefined || below === 0 ? [] : [above / below]
    }),
  )
}

const valuesOf = (rounds: readonly Round[], [scenario, figure]: FigureOf): number[] =>
  rounds.flatMap(round => round[scenario]?.[figure] ?? [])

/** The list, begun at another place: so that no scenario always runs first, on a system without any data. */
export function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const from = items.length === 0 ? 0 : by % items.length
  return [...items.slice(from), ...items.slice(0, from)]
}
