import { setTimeout as pause } from 'node:timers/promises'
import { leadersOf, moveLeaders, quickElections } from '../cluster.ts'
import type { Scenario } from '../scenario.ts'

/** Partitions change their leader under sends that span all brokers: no broker dies, and nothing may be missing. */
export const leaderMoves: Scenario = {
  name: 'leader-moves',
  row: 8,
  about: "partitions change their leaders, all the time, under the relays' sends",
  brokers: 3,
  system: {
    kafkaSettings: {
      ...quickElections,
      'leader.imbalance.check.interval.seconds': '1',
      'leader.imbalance.per.broker.percentage': '0',
    },
  },
  short: { orders: 1_500, perSecond: 50, faults: 150, minutes: 1.8 },
  full: { orders: 10_000, perSecond: 50, faults: 1_000, minutes: 6 },
  async fault({ system, extent, pick, random, strike, recovered }) {
    let moved = 0
    let before = await leadersOf(system)
    while (moved < extent.faults) {
      const share = 0.1 + random() * 0.3
      await moveLeaders(system, pick([1, 2]), () => random() < share)
      await pause(500 + random() * 1_500)
      const after = await leadersOf(system)
      const now = [...after].filter(([partition, leader]) => before.get(partition) !== leader).length
      before = after
      moved += now
      if (now > 0) strike(`${now} partitions have a new leader`, now)
    }
    await recovered()
  },
}
