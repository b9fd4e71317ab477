import { setTimeout as pause } from 'node:timers/promises'
import { untilEnded } from '../ended.ts'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

/** Orders are taken as ever while all of Kafka is gone; when it is back, everything catches up by itself. */
export const kafkaDown: Scenario = {
  name: 'kafka-down',
  row: 3,
  about: 'all of Kafka is gone under load; POST goes on, consumers come back unaided',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 1, faultSeconds: 30, minutes: 1.5 },
  full: { orders: 30_000, perSecond: 50, faults: 1, faultSeconds: 600, minutes: 13 },
  async fault({ system, extent, load, patience, postgresUrl, say, strike, recovered, figure, broken }) {
    const { faultSeconds = 30 } = extent
    for (let fault = 0; fault < extent.faults; fault++) {
      strike(`Kafka is gone for ${faultSeconds} s`)
      const before = { accepted: load.accepted, atFirstAttempt: load.atFirstAttempt }
      await Promise.all(system.kafka.nodes.map(killAndWait))
      await pause(faultSeconds * 1000)
      const accepted = load.accepted - before.accepted
      const atOnce = (100 * (load.atFirstAttempt - before.atFirstAttempt)) / accepted
      say(`  ${accepted} orders were placed meanwhile, ${atOnce.toFixed(2)} % at the first attempt`)
      figure('POST success in the outage, %', atOnce)
      if (!(atOnce >= 99.9))
        broken(`only ${atOnce.toFixed(2)} % of the orders were taken at the first attempt`)
      await Promise.all(system.kafka.nodes.map(node => node.start()))
      const over = performance.now()
      const backlog = await untilEnded(postgresUrl, patience)
      figure('consumers back, s', backlog.firstSeconds)
      if (backlog.firstSeconds > 60) broken(`consumers were back after ${backlog.firstSeconds} s only`)
      await recovered(over)
      figure('drain, orders ended per order arriving', (await backlog.sinceThen()) / extent.perSecond)
    }
  },
}
