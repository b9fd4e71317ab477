import type { Scenario } from '../scenario.ts'
import { closedLoop } from './closed-loop.ts'
import { eachWith } from './items.ts'
import { mixed, seedOf } from './mixed.ts'

/** http-64, but that every order wants the same row of inventory's table. */
export const hotProduct: Scenario = {
  name: 'hot-product',
  group: 'ours',
  about: 'Orders through HTTP on 64 connections, all outcomes mixed, with one product in every order',
  services: 'running',
  headline: 'ordersPerSecond',
  async run(context) {
    const seed = seedOf(context.round, 11)
    const orders = eachWith('prod-1', mixed(context.quick ? 300 : 20_000, seed))
    return await closedLoop(context, { orders, connections: 64, seed })
  },
}
