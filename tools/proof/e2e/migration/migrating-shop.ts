import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audit, waitUntilSettled } from '@orderflow/audit'
import { findFreePort, type ServerProcess } from '@orderflow/embedded'
import { placeOrders, wave } from '@orderflow/load'
import { createLogger } from '@orderflow/service-kit'
import { startInfrastructure } from '@orderflow/test-servers/infrastructure'
import pg from 'pg'
import { expect } from 'vitest'
import { serviceProcess } from '../../../dev/lib/service-processes.ts'
import { services } from '../../../dev/lib/services.ts'
import { setUp } from '../../../dev/lib/set-up.ts'
import { createdTopics } from './created-topics.ts'

const mainOf = (name: string) => services.find(service => service.name === name)?.main as URL
const previousInventory = new URL('./previous-inventory.ts', import.meta.url)

/** The releases that meet in the migration. A producer's version is configuration, a consumer's is its code. */
const releases = {
  'order-v1': { service: 'order', main: mainOf('order'), env: { ORDER_CREATED_VERSIONS: '1' } },
  'order-dual': { service: 'order', main: mainOf('order'), env: { ORDER_CREATED_VERSIONS: '2,1' } },
  'order-v2': { service: 'order', main: mainOf('order'), env: { ORDER_CREATED_VERSIONS: '2' } },
  'inventory-v1': { service: 'inventory', main: previousInventory, env: {} },
  'inventory-v2': { service: 'inventory', main: mainOf('inventory'), env: {} },
  payment: { service: 'payment', main: mainOf('payment'), env: {} },
  shipping: { service: 'shipping', main: mainOf('shipping'), env: {} },
  reporting: { service: 'reporting', main: mainOf('reporting'), env: {} },
} as const

type Release = keyof typeof releases
export type Producer = Extract<Release, `order-${string}`>

export interface MigratingShop {
  /** Lets exactly these releases of order and inventory run: starts what is new, then stops what is not named. */
  run(...wanted: readonly Release[]): Promise<void>
  /** Places a wave at this producer; returns the orders' ids. */
  place(producer: Producer): Promise<string[]>
  /** Waits until all orders have ended, and audits everything so far: no violation. */
  settle(): Promise<void>
  /** Waves at these producers at once, then `settle`. */
  placeAndSettle(...producers: readonly Producer[]): Promise<void>
  statusesOf(orderIds: readonly string[]): Promise<string[]>
  /** By producer, each way in which its orders lie on the topics: on one, or as one event on both. */
  topicsByProducer(): Promise<Record<string, string[]>>
  stop(): Promise<void>
}

const ordersInWave = 60

/** Real servers, payment, shipping and reporting, and whatever releases of order and inventory a test asks for. */
export async function openMigratingShop(): Promise<MigratingShop> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-migration-'))
  const servers = await startInfrastructure({ log: () => {} })
  const { adminUrl } = servers.postgres
  const brokers = servers.kafka.bootstrap
  const urls = await setUp({ adminUrl, brokers, logger: createLogger({ service: 'setup', level: 'error' }) })
  const running = new Map<Release, { process: ServerProcess; address: string }>()
  const placed = new Map<Producer, string[]>()
  let waves = 0

  async function start(release: Release) {
    const { service, main, env } = releases[release]
    const address = `http://127.0.0.1:${await findFreePort()}`
    const process = serviceProcess({ name: release, main }, address, urls[service] as string, {
      brokers,
      dataDir,
      env: { ...env, AUTHENTICATION: 'off' }, // contracts are what is tried here
    })
    running.set(release, { process, address })
    await process.start()
  }

  const postgresUrl = (database: string) => {
    const url = new URL(adminUrl)
    url.pathname = `/${database}`
    return url.href
  }

  const shop: MigratingShop = {
    async run(...wanted) {
      const kept = new Set<Release>([...wanted, 'payment', 'shipping', 'reporting'])
      await Promise.all([...kept].filter(release => !running.has(release)).map(start))
      for (const [release, { process }] of running) {
        if (kept.has(release)) continue
        running.delete(release)
        await process.stop()
      }
    },
    async place(producer) {
      const orderIds: string[] = []
      await placeOrders({
        orderUrl: running.get(producer)?.address as string,
        orders: wave(ordersInWave, ++waves),
        onAccepted: ({ orderId }) => void orderIds.push(orderId),
      })
      placed.set(producer, [...(placed.get(producer) ?? []), ...orderIds])
      return orderIds
    },
    async settle() {
      const { settled, unsettled } = await waitUntilSettled({ postgresUrl, timeoutMs: 120_000 })
      expect({ settled, unsettled }).toMatchObject({ settled: true })
      const acknowledged = [...placed.values()].flat()
      const { violations, orders } = await audit({ postgresUrl, kafka: { brokers }, acknowledged })
      expect(violations).toEqual([])
      expect(orders).toBe(acknowledged.length)
    },
    async placeAndSettle(...producers) {
      await Promise.all(producers.map(shop.place))
      await shop.settle()
    },
    async statusesOf(orderIds) {
      const client = new pg.Client({ connectionString: postgresUrl('orders') })
      await client.connect()
      const { rows } = await client
        .query('SELECT DISTINCT status FROM orders WHERE order_id = ANY ($1)', [orderIds])
        .finally(() => client.end())
      return rows.map(({ status }) => status)
    },
    async topicsByProducer() {
      const topicsOf = await createdTopics(brokers)
      const ways = [...placed].map(([producer, orderIds]) => {
        return [producer, [...new Set(orderIds.map(orderId => topicsOf.get(orderId) ?? 'none'))]]
      })
      return Object.fromEntries(ways)
    },
    async stop() {
      await Promise.all([...running.values()].map(({ process }) => process.stop()))
      await servers.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return shop
}
