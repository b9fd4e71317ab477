/** What a part of the system takes of a processor, in microseconds. */
export interface PartCost {
  /** Of each order, however many share a transaction. */
  readonly perOrder: number
  /** Of each round, however many orders share it. */
  readonly perRound: number
}

/** What a part took per order in one run, and how many rounds an order was. */
export interface Observation {
  readonly rounds: number
  readonly micros: number
}

export interface Fit extends PartCost {
  /** The largest of the differences, as a share of what was measured. */
  readonly worst: number
}

/**
 * The line `micros = perOrder + perRound × rounds` whose relative errors have the least sum of squares, with neither below 0.
 * Relative, since a run with single orders costs thirty times what one with large batches does.
 */
export function fitLine(observations: readonly Observation[]): Fit {
  const cost = leastSquares(observations)
  const errors = observations.map(each => Math.abs(predicted(cost, each.rounds) / each.micros - 1))
  return { ...cost, worst: Math.max(...errors) }
}

export const predicted = ({ perOrder, perRound }: PartCost, rounds: number) => perOrder + perRound * rounds

function leastSquares(observations: readonly Observation[]): PartCost {
  let [aa, ab, bb, a, b] = [0, 0, 0, 0, 0]
  for (const { rounds, micros } of observations) {
    const [u, v] = [1 / micros, rounds / micros]
    aa += u * u
    ab += u * v
    bb += v * v
    a += u
    b += v
  }
  const determinant = aa * bb - ab * ab
  const perOrder = (a * bb - b * ab) / determinant
  const perRound = (b * aa - a * ab) / determinant
  if (!(determinant > 1e-12 * aa * bb) || perRound < 0) return { perOrder: a / aa, perRound: 0 }
  if (perOrder < 0) return { perOrder: 0, perRound: b / bb }
  return { perOrder, perRound }
}
