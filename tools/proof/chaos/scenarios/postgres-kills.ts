import { setTimeout as pause } from 'node:timers/promises'
import { killAndWait } from '../processes.ts'
import type { Scenario } from '../scenario.ts'

/** The database server loses its power in the middle of everything, and comes back on the same data. */
export const postgresKills: Scenario = {
  name: 'postgres-kills',
  row: 5,
  about: 'PostgreSQL, with all databases, is killed every 5 to 10 s and started again',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 4, minutes: 1.1 },
  full: { orders: 20_000, perSecond: 50, faults: 75, minutes: 12 },
  async fault({ system, extent, random, strike, recovered }) {
    for (let fault = 0; fault < extent.faults; fault++) {
      strike('kill -9 of PostgreSQL')
      const struck = performance.now()
      await killAndWait(system.postgres)
      await system.postgres.start()
      await recovered()
      const cadence = 5_000 + random() * 5_000
      await pause(Math.max(0, cadence - (performance.now() - struck)))
    }
  },
}
