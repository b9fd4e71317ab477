import { setTimeout as pause } from 'node:timers/promises'
import { sagaServices } from '../../../dev/lib/services.ts'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

/** Services die in the middle of transactions, sends and commits; an orchestrator starts them again. */
export const serviceKills: Scenario = {
  name: 'service-kills',
  row: 1,
  about: 'kill -9 of a random service, or of two at once; each is started again',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 6, minutes: 1.3 },
  full: { orders: 10_000, perSecond: 50, faults: 50, minutes: 7 },
  async fault({ system, extent, random, pick, strike, recovered }) {
    const names = sagaServices.map(({ name }) => name)
    for (let fault = 0; fault < extent.faults; fault++) {
      const first = pick(names)
      const second = random() < 0.25 ? pick(names.filter(name => name !== first)) : undefined
      const killed = second === undefined ? [first] : [first, second]
      strike(`kill -9 of ${killed.join(' and ')}`)
      await Promise.all(killed.map(name => killAndWait(system.services[name])))
      await recovered()
      await pause(500 + random() * 1_500)
    }
  },
}
