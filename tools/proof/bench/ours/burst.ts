import { openDatabases, outboxRows } from '../databases.ts'
import { sampleDuring } from '../sampling.ts'
import type { Scenario } from '../scenario.ts'
import { closedLoop } from './closed-loop.ts'
import { mixed, seedOf } from './mixed.ts'

/** Orders as fast as the order service takes them in, on a system that had nothing to do. */
export const burst = (orders: number): Scenario => ({
  name: `burst-${orders}`,
  group: 'ours',
  about: `${orders} orders on 256 connections on an idle system, all outcomes mixed: accepted a second, and how long until the last one's end`,
  services: 'running',
  headline: 'secondsToLastEnd',
  async run(context) {
    const seed = seedOf(context.round, 13)
    const placed = mixed(context.quick ? orders / 100 : orders, seed)
    const databases = await openDatabases(context)
    try {
      const { result, samples } = await sampleDuring(
        () => closedLoop(context, { orders: placed, connections: 256, seed }),
        1_000,
        () => databases.sum(outboxRows),
      )
      return { ...result, outboxPeakRows: Math.max(...samples) }
    } finally {
      await databases.end()
    }
  },
})
