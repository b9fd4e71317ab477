import { startCosts } from '../costs/index.ts'
import { drained } from '../ours/drained.ts'
import { http } from '../ours/http.ts'
import { seedOf } from '../ours/mixed.ts'
import { sendAtRate } from '../ours/open-loop.ts'
import type { Scenario } from '../scenario.ts'

const leadInSeconds = 3

/** What an order costs at a fixed rate: the lower it is, the fewer orders share a transaction, a fetch and a send. */
const atRate = (perSecond: number): Scenario => ({
  name: `costs-at-${perSecond}`,
  group: 'ours',
  about: `Orders at ${perSecond} a second: what one costs`,
  services: 'running',
  onRequest: true,
  headline: 'cpu.system',
  async run(context) {
    const send = (seconds: number, salt: number) =>
      sendAtRate(context, { perSecond, seconds, seed: seedOf(context.round, salt) })
    await send(context.quick ? 1 : leadInSeconds, 7 * perSecond)
    const costs = await startCosts(context)
    const sent = await send(context.quick ? 1 : 15, 11 * perSecond)
    await drained(context)
    return await costs.perOrder(sent.length)
  },
})

const again = (scenario: Scenario): Scenario => ({
  ...scenario,
  name: `costs-${scenario.name}`,
  onRequest: true,
})

/** Batches from one order to hundreds, on one system: what is needed to tell a batch's cost from an order's. */
export const costs: readonly Scenario[] = [
  atRate(100),
  atRate(300),
  atRate(800),
  again(http(64)),
  again(http(256)),
]
