import type { Scenario } from '../scenario.ts'
import { commits } from './commits.ts'

/** What the machine can do at best, with the services at rest. */
export const limits: readonly Scenario[] = [commits]
