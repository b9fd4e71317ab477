import { outcomes, placeOrders, wave } from '@orderflow/testing/load'
import pg from 'pg'
import { startCosts } from '../costs/index.ts'
import type { Scenario } from '../scenario.ts'

/**
 * A closed loop: so many connections, each of which sends its next order when the last one is answered. The
 * wave has every outcome but cancellation. Orders a second from the first acceptance to the last end, by the
 * order service's rows.
 */
export const http = (connections: number): Scenario => ({
  name: `http-${connections}`,
  group: 'ours',
  about: `Orders through HTTP on ${connections} connections, all outcomes mixed`,
  services: 'running',
  headline: 'ordersPerSecond',
  async run(context) {
    const costs = await startCosts(context)
    const since = new Date()
    const { accepted, acceptP50Ms, acceptP99Ms, retries } = await placeOrders({
      orderUrl: context.system.endpoints().services.order,
      orders: wave(context.quick ? 500 : 20_000, seedOf(context.round, connections)),
      concurrency: connections,
      signal: context.signal,
      onAccepted: ({ orderId }) => context.acknowledge(orderId),
    })
    await context.settle()
    const perOrder = await costs.perOrder(accepted)
    const orders = new pg.Client({ connectionString: context.postgresUrl('orders') })
    await orders.connect()
    const { ordersPerSecond } = await outcomes(orders, since).finally(() => orders.end())
    return { ordersPerSecond, acceptP50Ms, acceptP99Ms, retries, ...perOrder }
  },
})

/** Another wave in each round, the same in each run of the bench. */
export const seedOf = (round: number, salt: number): number => 1 + round * 10_000 + salt
