import { limits } from './limits/index.ts'
import { ours } from './ours/index.ts'
import { peers } from './peer-scenarios.ts'
import type { Scenario } from './scenario.ts'

/** All there is to measure, in the order of the first round. */
export const scenarios: readonly Scenario[] = [...limits, ...ours, ...peers]
