import { findFreePort } from '@orderflow/embedded'
import { placeOrders, wave } from '@orderflow/load'
import { serviceProcess } from '../../../dev/lib/service-processes.ts'
import type { Scenario } from '../scenario.ts'

const connections = 64

/**
 * Fastify with ajv and no database, in a process of its own, under the very load that the order service gets.
 * The load generator takes its share of the processor, here as there.
 */
export const fastify: Scenario = {
  name: `fastify-${connections}`,
  group: 'limits',
  about: `Fastify with ajv and no database, ${connections} connections`,
  services: 'stopped',
  headline: 'requestsPerSecond',
  async run({ kafka: { brokers }, dataDir, quick, signal }) {
    const orderUrl = `http://127.0.0.1:${await findFreePort()}`
    const main = new URL('fastify-server.ts', import.meta.url)
    const server = serviceProcess({ name: 'bench-fastify', main }, orderUrl, '', { brokers, dataDir })
    const load = (orders: number, seed: number) =>
      placeOrders({ orderUrl, orders: wave(orders, seed), concurrency: connections, signal })
    await server.start()
    try {
      await load(quick ? 500 : 20_000, 1)
      const { accepted, seconds } = await load(quick ? 1_000 : 40_000, 2)
      return { requestsPerSecond: accepted / seconds }
    } finally {
      await server.stop()
    }
  },
}
