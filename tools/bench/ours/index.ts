import type { Scenario } from '../scenario.ts'
import { http } from './http.ts'

/** The system, with all that it does by default switched on. */
export const ours: readonly Scenario[] = [http(64), http(256)]
