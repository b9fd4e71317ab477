import { closedLoop } from '../ours/closed-loop.ts'
import { mixed, seedOf } from '../ours/mixed.ts'
import type { Scenario } from '../scenario.ts'
import { addPastOrders } from './past-orders.ts'

/** What an order costs, and how many there are a second, against one thing that grows. Only when asked for. */
const scaling = (name: string, about: string, more: Partial<Scenario>): Scenario => ({
  name: `scaling-${name}`,
  group: 'ours',
  about,
  services: 'running',
  onRequest: true,
  headline: 'ordersPerSecond',
  async run(context) {
    const seed = seedOf(context.round, 19)
    const orders = mixed(context.quick ? 300 : 20_000, seed)
    return await closedLoop(context, { orders, connections: 64, seed })
  },
  ...more,
})

const past = (name: string, orders: number) =>
  scaling(`past-${name}`, `http-64 with ${orders} past orders in the databases`, {
    system: { prepare: context => addPastOrders(context, context.quick ? orders / 1_000 : orders) },
  })

/** How cost grows with the size of things. */
export const scalings: readonly Scenario[] = [past('0', 0), past('1m', 1_000_000), past('5m', 5_000_000)]
