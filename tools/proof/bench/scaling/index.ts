import type { OrderRequest } from '@orderflow/load'
import { closedLoop } from '../ours/closed-loop.ts'
import { eachOfSize } from '../ours/items.ts'
import { mixed, seedOf } from '../ours/mixed.ts'
import type { OwnSystem, Scenario } from '../scenario.ts'
import { oneProcess } from './one-process.ts'
import { withPartitions } from './partitions.ts'
import { addPastOrders } from './past-orders.ts'

interface Scaling {
  readonly name: string
  readonly about: string
  readonly system?: OwnSystem
  /** 20,000 unless told. */
  readonly orders?: number
  /** What the orders are made into. */
  readonly shape?: (orders: Iterable<OrderRequest>) => Iterable<OrderRequest>
}

/** Orders a second, and what one costs, while one thing grows. */
const scaling = ({ name, orders = 20_000, shape = same => same, ...rest }: Scaling): Scenario => ({
  ...rest,
  name: `scaling-${name}`,
  group: 'ours',
  services: 'running',
  onRequest: true,
  headline: 'ordersPerSecond',
  async run(context) {
    const seed = seedOf(context.round, 19)
    const shaped = shape(mixed(context.quick ? 300 : orders, seed))
    return await closedLoop(context, { orders: shaped, connections: 64, seed })
  },
})

const past = (name: string, orders: number) =>
  scaling({
    name: `past-${name}`,
    about: `As http-64, with ${orders} past orders in the databases`,
    system: { prepare: context => addPastOrders(context, context.quick ? orders / 1_000 : orders) },
  })

const items = (size: number) =>
  scaling({
    name: `items-${size}`,
    about: `As http-64, with ${size} products in each order`,
    orders: Math.min(20_000, 500_000 / size),
    shape: orders => eachOfSize(size, orders),
  })

const processes = (count: number, system: OwnSystem) =>
  scaling({
    name: `processes-${count}`,
    about: `As http-64, with the services in processes: ${count}`,
    system,
  })

const partitions = (count: number) =>
  scaling({
    name: `partitions-${count}`,
    about: `As http-64, with topics of so many partitions: ${count}`,
    system: withPartitions(count),
  })

/** What grows, and how cost grows with it. Each only when asked for. */
export const scalings: readonly Scenario[] = [
  past('0', 0),
  past('1m', 1_000_000),
  past('5m', 5_000_000),
  items(1),
  items(10),
  items(100),
  processes(4, {}),
  processes(1, oneProcess),
  partitions(1),
  partitions(3),
  partitions(6),
  partitions(12),
]
