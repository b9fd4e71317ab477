import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'

/** In this order, again and again; the short form has the first four. */
const cuts = [
  ['half-open', 'postgres'],
  ['silent', 'kafka'],
  ['half-open', 'kafka'],
  ['cut', 'postgres'],
  ['cut', 'kafka'],
  ['silent', 'postgres'],
] as const

/** Between the services and the servers: connections that are reset, that fall silent, that only one side has. */
export const networkCuts: Scenario = {
  name: 'network-cuts',
  row: 7,
  about: 'the way to Kafka or to PostgreSQL is cut, falls silent, or is left half-open',
  brokers: 1,
  proxied: true,
  short: { orders: 1_500, perSecond: 50, faults: 4, faultSeconds: 8, minutes: 1.7 },
  full: { orders: 50_000, perSecond: 50, faults: 100, faultSeconds: 60, minutes: 75 },
  async fault({ links, extent, random, strike, recovered, say }) {
    if (links === undefined) throw new Error('the scenario needs its proxies')
    const { faultSeconds = 8 } = extent
    for (let fault = 0; fault < extent.faults; fault++) {
      const [kind, where] = cuts[fault % cuts.length]!
      const seconds = Math.round(5 + random() * (faultSeconds - 5))
      const link = links[where]
      switch (kind) {
        case 'cut':
          strike(`every connection to ${where} is reset, and refused for ${seconds} s`)
          link.cut()
          await pause(seconds * 1000)
          link.heal()
          break
        case 'silent':
          strike(`nothing passes to or from ${where} for ${seconds} s`)
          link.pause()
          await pause(seconds * 1000)
          link.resume()
          break
        default:
          strike(`${where} forgets its connections, and the services are not told`)
          say(`  ${link.halfOpen()} connections are half-open`)
      }
      await recovered()
      await pause(random() * 1_000)
    }
  },
}
