import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'

const previousInventory = new URL('../../e2e/migration/previous-inventory.ts', import.meta.url)

/** A release that reads one topic more takes over from the one before, and back, while the other still runs. */
export const rollingDeploy: Scenario = {
  name: 'rolling-deploy',
  row: 12,
  about: 'inventory is deployed to a release that reads other topics, and back',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 2, minutes: 1 },
  full: { orders: 6_000, perSecond: 50, faults: 10, minutes: 5 },
  async fault({ system, extent, strike, recovered, say }) {
    let running = system.services.inventory
    for (let fault = 0; fault < extent.faults; fault++) {
      const older = fault % 2 === 0
      const label = `${older ? 'previous' : 'current'}-inventory-${fault + 1}`
      const { process } = await system.replica('inventory', label, older ? previousInventory : undefined)
      strike(`${older ? 'the previous release of inventory' : 'the current one'} joins the group`)
      await process.start()
      await recovered()
      await pause(1_000)
      await running.stop()
      running = process
      say('  the release before has left')
      await recovered()
    }
  },
}
