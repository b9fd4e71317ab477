import { setTimeout as pause } from 'node:timers/promises'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

/** Customers cancel while their order is being paid and shipped; kills make the events come twice. */
export const cancelRaces: Scenario = {
  name: 'cancel-races',
  row: 11,
  about: 'nearly every order is cancelled while it is being paid; services die',
  brokers: 1,
  cancelPercent: 95,
  cancelWithinMs: 400,
  short: { orders: 1_500, perSecond: 50, faults: 2, minutes: 1 },
  full: { orders: 10_500, perSecond: 50, faults: 10, minutes: 5 },
  async fault({ system, extent, load, pick, strike, recovered }) {
    for (let fault = 0; fault < extent.faults; fault++) {
      await load.reached(((fault + 1) * extent.orders) / (extent.faults + 1))
      const name = pick(['payment', 'shipping'] as const)
      strike(`kill -9 of ${name} among the cancellations`)
      await killAndWait(system.services[name])
      await recovered()
      await pause(500)
    }
  },
}
