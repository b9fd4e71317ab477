import { setTimeout as pause } from 'node:timers/promises'
import { endedBetween } from '../ended.ts'
import type { Scenario } from '../scenario.ts'

/**
 * A process that stands still past its session in the group, its transactions' time and its locks, and then goes
 * on with what it had in hand, while its twin has taken over.
 */
export const freezes: Scenario = {
  name: 'freezes',
  row: 6,
  about: 'SIGSTOP of one of two replicas past session and lease, then it goes on',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 2, faultSeconds: 15, minutes: 1.4 },
  full: { orders: 20_000, perSecond: 50, faults: 20, faultSeconds: 60, minutes: 25 },
  async fault({ system, extent, random, pick, postgresUrl, strike, recovered, figure, say }) {
    const { faultSeconds = 15 } = extent
    const names = ['inventory', 'payment', 'shipping'] as const
    const replicas = await Promise.all(
      names.map(async name => {
        const { process } = await system.replica(name, `${name}-2`)
        await process.start()
        return { name, both: [system.services[name], process] }
      }),
    )
    say('  a second replica each of inventory, payment and shipping runs')
    let ended = 0
    for (let fault = 0; fault < extent.faults; fault++) {
      const { name, both } = pick(replicas)
      const frozen = pick(both)
      strike(`SIGSTOP of a replica of ${name} for ${faultSeconds} s`)
      frozen.kill('SIGSTOP')
      const from = new Date()
      await pause(faultSeconds * 1000)
      // A frozen owner of a relay or of row locks may keep the others waiting: the report says how much.
      ended += (await endedBetween(postgresUrl, from, new Date())).ended
      frozen.kill('SIGCONT')
      await recovered()
      await pause(random() * 2_000)
    }
    figure('orders begun and ended during freezes, a second', ended / (extent.faults * faultSeconds))
  },
}
