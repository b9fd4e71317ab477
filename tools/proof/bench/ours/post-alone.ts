import type { Scenario } from '../scenario.ts'
import { seedOf } from './mixed.ts'
import { quantiles, sendAtRate } from './open-loop.ts'

const perSecond = 1_000

/**
 * `POST /orders` at a fixed rate while inventory is stopped, so that no order goes further than the broker:
 * from when a request was to be sent to its 202. Afterwards inventory runs again and the orders come to their end.
 */
export const postAlone: Scenario = {
  name: `post-${perSecond}`,
  group: 'ours',
  about: `POST /orders alone at ${perSecond} a second: from the scheduled send to the 202`,
  services: 'running',
  headline: 'p99Ms',
  async run(context) {
    const { inventory } = context.system.services
    await inventory.stop()
    try {
      const seconds = context.quick ? 1 : 15
      const seed = seedOf(context.round, 7)
      const sent = await sendAtRate(context, { perSecond, seconds, seed, percent: 0 })
      return quantiles(sent.map(({ acceptMs }) => acceptMs))
    } finally {
      await inventory.start()
    }
  },
}
