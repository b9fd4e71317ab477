import type { Scenario } from '../scenario.ts'
import { kafkaDown } from './kafka-down.ts'
import { leaderKills } from './leader-kills.ts'
import { postgresKills } from './postgres-kills.ts'
import { serviceKills } from './service-kills.ts'

/** All scenarios, in the order of the table of faults. */
export const scenarios: readonly Scenario[] = [serviceKills, leaderKills, kafkaDown, postgresKills]
