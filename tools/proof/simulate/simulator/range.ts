import { runSchedule } from './run.ts'
import { addCoverage, addTally, type Coverage, emptyTally, type Tally } from './tally.ts'
import type { System, Violation } from './types.ts'

/** What came of a part of a run. Parts can be added up in any order. */
export interface RangeResult {
  readonly schedules: number
  readonly tally: Tally
  readonly coverage: Coverage
  /** How many schedules violated an invariant. */
  readonly violations: number
  /** The first of them. */
  readonly violated: readonly { readonly number: number; readonly violation: Violation }[]
}

const maxNamed = 5

/** Runs the schedules of a seed with the numbers from `from` to before `to`. */
export function runRange(system: System, seed: number, from: number, to: number): RangeResult {
  const [tally, coverage] = [emptyTally(), {}]
  const violated: { number: number; violation: Violation }[] = []
  let violations = 0
  for (let number = from; number < to; number++) {
    const violation = runSchedule(system, { seed, number }, { tally, coverage })
    if (violation === undefined) continue
    violations++
    if (violated.length < maxNamed) violated.push({ number, violation })
  }
  return { schedules: to - from, tally, coverage, violations, violated }
}

export function addRanges(results: readonly RangeResult[]): RangeResult {
  const [tally, coverage] = [emptyTally(), {}]
  for (const result of results) {
    addTally(tally, result.tally)
    addCoverage(coverage, result.coverage)
  }
  const violated = results.flatMap(result => result.violated).sort((a, b) => a.number - b.number)
  return {
    schedules: results.reduce((sum, { schedules }) => sum + schedules, 0),
    tally,
    coverage,
    violations: results.reduce((sum, { violations }) => sum + violations, 0),
    violated: violated.slice(0, maxNamed),
  }
}
