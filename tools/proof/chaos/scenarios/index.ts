import type { Scenario } from '../scenario.ts'
import { cancelRaces } from './cancel-races.ts'
import { clockSkew } from './clock-skew.ts'
import { compressed } from './compressed.ts'
import { coordinatorGone } from './coordinator-gone.ts'
import { freezes } from './freezes.ts'
import { fullReplay } from './full-replay.ts'
import { heldRow } from './held-row.ts'
import { kafkaDown } from './kafka-down.ts'
import { leaderKills } from './leader-kills.ts'
import { leaderMoves } from './leader-moves.ts'
import { mixedReleases } from './mixed-releases.ts'
import { networkCuts } from './network-cuts.ts'
import { openTransaction } from './open-transaction.ts'
import { partitionGrowth } from './partition-growth.ts'
import { pgbouncer } from './pgbouncer.ts'
import { poison } from './poison.ts'
import { postgresKills } from './postgres-kills.ts'
import { promotion } from './promotion.ts'
import { readOnly } from './read-only.ts'
import { relayShards } from './relay-shards.ts'
import { replicaChurn } from './replica-churn.ts'
import { rollingDeploy } from './rolling-deploy.ts'
import { rotation } from './rotation.ts'
import { sagaChange } from './saga-change.ts'
import { schemaChange } from './schema-change.ts'
import { serviceKills } from './service-kills.ts'
import { targetsDown } from './targets-down.ts'

/** All scenarios, in the order of the table of faults. */
export const scenarios: readonly Scenario[] = [
  serviceKills,
  leaderKills,
  kafkaDown,
  coordinatorGone,
  postgresKills,
  freezes,
  networkCuts,
  leaderMoves,
  fullReplay,
  poison,
  cancelRaces,
  rollingDeploy,
  openTransaction,
  heldRow,
  clockSkew,
  compressed,
  schemaChange,
  readOnly,
  targetsDown,
  rotation,
  relayShards,
  pgbouncer,
  promotion,
  replicaChurn,
  partitionGrowth,
  mixedReleases,
  sagaChange,
]
