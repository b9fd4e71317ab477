import { serviceMb } from '../costs/memory.ts'
import { prefixed, type Scenario } from '../scenario.ts'
import { closedLoop } from './closed-loop.ts'
import { mixed, seedOf } from './mixed.ts'

/** A closed loop with every outcome. */
export const http = (connections: number): Scenario => ({
  name: `http-${connections}`,
  group: 'ours',
  about: `Orders through HTTP on ${connections} connections, all outcomes mixed: 10 % declined, 5 % out of stock, 5 % asked to be cancelled`,
  services: 'running',
  headline: 'ordersPerSecond',
  async run(context) {
    const seed = seedOf(context.round, connections)
    const orders = mixed(context.quick ? 300 : 20_000, seed)
    const figures = await closedLoop(context, { orders, connections, seed })
    return { ...figures, ...prefixed('residentMb.', await serviceMb(context.pids())) }
  },
})
