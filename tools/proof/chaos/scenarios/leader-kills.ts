import { setTimeout as pause } from 'node:timers/promises'
import { maxLeading, quickElections, untilInSync, untilOthersLead } from '../cluster.ts'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

/** What a producer was told to be stored is stored, whichever broker dies while it sends. */
export const leaderKills: Scenario = {
  name: 'leader-kills',
  row: 2,
  about: 'kill -9 of the broker that leads most partitions (3 replicas, 2 in sync)',
  brokers: 3,
  system: { kafkaSettings: quickElections },
  short: { orders: 2_000, perSecond: 50, faults: 3, minutes: 2 },
  full: { orders: 10_000, perSecond: 50, faults: 25, minutes: 10 },
  async fault({ system, extent, random, strike, recovered, say }) {
    for (let fault = 0; fault < extent.faults; fault++) {
      const node = await maxLeading(system)
      strike(`kill -9 of broker ${node.id}`)
      await killAndWait(node)
      await untilOthersLead(system, node)
      await recovered()
      await node.start()
      await untilInSync(system)
      say(`  broker ${node.id} is back and in sync`)
      await pause(random() * 2_000)
    }
  },
}
