import { limits } from './limits/index.ts'
import { ours } from './ours/index.ts'
import type { Scenario } from './scenario.ts'

/**
 * All there is to measure, in the order of the first round. A scenario that others contribute goes into this
 * list; `httpToDbos` and its like in `result.ts` name peers by their scenarios' names.
 */
export const scenarios: readonly Scenario[] = [...limits, ...ours]
