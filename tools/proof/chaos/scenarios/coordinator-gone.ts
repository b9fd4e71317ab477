import { setTimeout as pause } from 'node:timers/promises'
import { coordinatorOf, quickElections, untilInSync } from '../cluster.ts'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

/** The topics' brokers are there, the group's coordinator is not: consumers must outlive it, and come back. */
export const coordinatorGone: Scenario = {
  name: 'coordinator-gone',
  row: 4,
  about: 'the broker that coordinates a group is gone, and no other takes over',
  brokers: 3,
  // With one replica, a group whose broker is gone has no coordinator.
  system: { kafkaSettings: { ...quickElections, 'offsets.topic.replication.factor': '1' } },
  short: { orders: 1_500, perSecond: 50, faults: 1, faultSeconds: 30, minutes: 1.8 },
  full: { orders: 30_000, perSecond: 50, faults: 5, faultSeconds: 120, minutes: 14 },
  async fault({ system, extent, pick, strike, recovered, broken }) {
    const { faultSeconds = 30 } = extent
    let slowest = 0
    for (let fault = 0; fault < extent.faults; fault++) {
      const group = pick(['order', 'inventory', 'payment', 'shipping'] as const)
      const node = await coordinatorOf(system, group)
      strike(`broker ${node.id}, the coordinator of ${group}, is gone for ${faultSeconds} s`)
      await killAndWait(node)
      await pause(faultSeconds * 1000)
      await node.start()
      slowest = Math.max(slowest, await recovered())
      await untilInSync(system)
    }
    if (slowest > 60) broken(`consumers were back after ${slowest.toFixed(1)} s only`)
  },
}
