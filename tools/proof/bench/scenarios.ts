import { limits } from './limits/index.ts'
import { ours } from './ours/index.ts'
import { overload } from './overload/index.ts'
import { peers } from './peer-scenarios.ts'
import { costs } from './scaling/costs.ts'
import { scalings } from './scaling/index.ts'
import type { Scenario } from './scenario.ts'

/** All there is to measure, in the order of the first round. */
export const scenarios: readonly Scenario[] = [...limits, ...ours, ...peers, ...scalings, ...costs, overload]

/** Those whose name begins with `only`, or all that a run without a name has. */
export const chosenFrom = (from: readonly Scenario[], only: string | undefined): readonly Scenario[] =>
  from.filter(({ name, onRequest }) => (only === undefined ? !onRequest : name.startsWith(only)))
