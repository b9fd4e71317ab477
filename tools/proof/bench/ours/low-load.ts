import { startCosts } from '../costs/index.ts'
import type { BenchContext, Scenario } from '../scenario.ts'
import { timesOf } from './latency.ts'
import { seedOf } from './mixed.ts'
import { sendAtRate } from './open-loop.ts'
import { asStarted } from './with-reporting.ts'

const leadInSeconds = 5

/** What an order costs, and how long it takes, while there is hardly anything to do. */
export const lowLoad = (perSecond: number): Scenario => ({
  name: `low-load-${perSecond}`,
  group: 'ours',
  about: `Orders at ${perSecond} a second to all services, reporting among them, as \`npm start\` runs them: what one costs while they come in, and from the scheduled send to the commit of the order's end`,
  services: 'running',
  system: asStarted,
  headline: 'cpu.system',
  async run(context) {
    const send = (seconds: number, salt: number) =>
      sendAtRate(context, { perSecond, seconds, seed: seedOf(context.round, salt) })
    await send(context.quick ? 1 : leadInSeconds, 3 * perSecond)
    const costs = await startCosts(context)
    const sent = await send(secondsOf(context, perSecond), 5 * perSecond)
    // Whoever waits for the end asks the databases again and again: that is no part of the cost.
    const spent = await costs.perOrder(sent.length)
    return { ...spent, ...(await timesOf(context, sent)) }
  },
})

/** Long enough for a hundredth of the orders to be some. */
const secondsOf = ({ quick }: BenchContext, perSecond: number): number =>
  quick ? Math.max(1, 2 / perSecond) : Math.max(10, Math.min(30, 1_500 / perSecond))
