import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Replica } from '../../../dev/lib/service-processes.ts'
import type { Chaos, Scenario } from '../scenario.ts'

/** Minor units: about every sixth order of the load costs more. */
const fraudLimit = 12_000

const previous = {
  order: new URL('../../previous/order-process.ts', import.meta.url),
  inventory: new URL('../../previous/inventory-process.ts', import.meta.url),
  payment: new URL('../../previous/payment-process.ts', import.meta.url),
}

/** New orders go by version 2 of the saga, by version 1, by version 2 again, while services go back to what knows no version 2. */
export const sagaChange: Scenario = {
  name: 'saga-change',
  row: 27,
  about: 'the saga gets a check, and loses it; services are rolled back',
  brokers: 1,
  fronted: true,
  system: { env: { FRAUD_LIMIT: `${fraudLimit}` } },
  short: { orders: 1_500, perSecond: 40, faults: 9, minutes: 2 },
  full: { orders: 8_000, perSecond: 40, faults: 36, minutes: 7 },
  async fault(chaos) {
    const { extent, recovered } = chaos
    const deploy = openDeployments(chaos)
    for (let round = 0; round < extent.faults / 9; round++) {
      await deploy.order('new orders go by saga 2', 2)
      await deploy.back('inventory')
      await deploy.order('new orders go by saga 1 again', 1)
      await deploy.forward('inventory')
      await recovered()
      await deploy.order('new orders go by saga 2', 2)
      await deploy.back('payment')
      await deploy.order('the order service knows no saga 2 any more', 2, previous.order)
      await deploy.forward('payment')
      await deploy.order('it does again', 1)
      await recovered()
    }
  },
  async afterwards({ postgresUrl, figure, broken }) {
    const client = new pg.Client({ connectionString: postgresUrl('orders') })
    await client.connect()
    const { rows } = await client
      .query<Record<'first' | 'cleared' | 'suspect' | 'unchecked', number>>(
        `SELECT count(*) FILTER (WHERE saga = 1)::integer AS first,
           count(*) FILTER (WHERE saga = 2 AND status = 'COMPLETED')::integer AS cleared,
           count(*) FILTER (WHERE saga = 2 AND reason = 'FRAUD_SUSPECTED')::integer AS suspect,
           count(*) FILTER (WHERE saga = 2 AND status = 'COMPLETED' AND total_amount > $1)::integer AS unchecked
         FROM orders`,
        [fraudLimit],
      )
      .finally(() => client.end())
    const { first = 0, cleared = 0, suspect = 0, unchecked = 0 } = rows[0] ?? {}
    figure('orders of saga 1', first)
    figure('orders of saga 2 that completed', cleared)
    figure('orders of saga 2 that were suspect', suspect)
    if (Math.min(first, cleared, suspect) === 0)
      broken('orders of one of the sagas, or of an end of the check, missing')
    if (unchecked > 0) broken(`suspect orders that completed: ${unchecked}`)
  },
}

type Rolled = keyof typeof previous

/** Rolling deploys: the one that comes runs beside the one that goes, and takes half of its requests. */
function openDeployments({ system, front, strike }: Chaos) {
  const { order, inventory, payment } = system.services
  const running: Record<Rolled, Omit<Replica, 'address'>> = {
    order: { process: order },
    inventory: { process: inventory },
    payment: { process: payment },
  }
  let takes = system.orders.orderUrl
  let started = 0

  async function roll(name: Rolled, main?: URL, env: Readonly<Record<string, string>> = {}) {
    const next = await system.replica(name, `${name}-${++started}`, main, env)
    await next.process.start()
    const takesRequests = name === 'order'
    if (takesRequests) front?.leadTo([takes, next.address])
    await pause(1_500)
    if (takesRequests) {
      front?.leadTo([next.address])
      takes = next.address
    }
    await running[name].process.stop()
    running[name] = next
  }

  return {
    async back(name: 'inventory' | 'payment') {
      strike(`${name} knows no saga 2 any more`)
      await roll(name, previous[name])
      await pause(1_500)
    },
    async forward(name: 'inventory' | 'payment') {
      strike(`${name} knows saga 2 again`)
      await roll(name)
    },
    async order(what: string, saga: 1 | 2, main?: URL) {
      strike(what)
      await roll('order', main, { ORDER_SAGA: `${saga}` })
    },
  }
}
