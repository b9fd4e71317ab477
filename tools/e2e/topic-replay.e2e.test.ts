import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKafka, type Kafka } from '@orderflow/messaging'
import { createLogger } from '@orderflow/service-kit'
import { audit, waitUntilQuiet } from '@orderflow/testing/audit'
import { cancelOrders, placeOrders, wave } from '@orderflow/testing/load'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLag } from '../bench/lag.ts'
import { services } from '../lib/services.ts'
import { openSnapshot } from '../topic/reader.ts'
import { type Replayed, type ReplayOptions, replay } from '../topic/replay.ts'
import { takeSnapshot } from '../topic/take.ts'
import { eventually, openShop, type Shop } from './shop.ts'

const logger = createLogger({ service: 'topic', level: 'fatal' })
let shop: Shop
let kafka: Kafka
let folder: string
let file: string
const acknowledged: string[] = []

/** A shop in which every outcome has occurred and stock was adjusted, at rest, and a snapshot of all its topics. */
beforeAll(async () => {
  shop = await openShop()
  folder = await mkdtemp(join(tmpdir(), 'topic-replay-'))
  file = join(folder, 'all')
  kafka = createKafka({ clientId: 'topic', brokers: shop.servers.kafka.bootstrap, logger })
  const { order: orderUrl, inventory } = shop.addresses
  const cancelling = cancelOrders({ orderUrl, percent: 30, withinMs: 300, seed: 1 })
  await placeOrders({
    orderUrl,
    orders: wave(120, 1),
    onAccepted(accepted) {
      acknowledged.push(accepted.orderId)
      cancelling.onAccepted(accepted)
    },
  })
  await cancelling.done()
  await fetch(`${inventory}/products/prod-7/adjust`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ delta: 12, reason: 'found in the cellar' }),
  })
  await expectQuiet()
  await takeSnapshot({ kafka, file })
})
afterAll(async () => {
  await kafka?.close()
  await shop?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Nothing is under way, and every service has taken in all that lies on its topics. */
async function expectQuiet(): Promise<void> {
  const lag = openLag(shop.servers.kafka.bootstrap, services)
  await eventually(
    () => lag.records(),
    records => records === 0,
  ).finally(() => lag.end())
  const quiet = await waitUntilQuiet({ postgresUrl: shop.databaseUrl, timeoutMs: 60_000 })
  expect(quiet).toMatchObject({ quiet: true })
}

/** Every row of a table of the services, in order; without what inbox, outbox and migrations keep. */
async function businessState(): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {}
  for (const { database } of services) {
    const client = new pg.Client({ connectionString: shop.databaseUrl(database) })
    await client.connect()
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name !~ '^(inbox|outbox|migrations|schema_migrations)' ORDER BY 1",
    )
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM "${name}" t ORDER BY 1`,
      )
      state[`${database}.${name}`] = rows.map(({ row }) => row)
    }
    await client.end()
  }
  return state
}

async function recordsOnTopics(): Promise<number> {
  const reader = await kafka.reader()
  const ranges = await reader.ranges().finally(() => reader.close())
  return ranges.reduce((sum, { from, to }) => sum + Number(to - from), 0)
}

async function replayed(options: Partial<ReplayOptions>): Promise<Replayed> {
  const snapshot = await openSnapshot(file)
  return await replay({ kafka, logger, seed: 1, ...options, snapshot }).finally(() => snapshot.close())
}

test('all topics sent twice more, shuffled and with duplicates, change nothing', async () => {
  const before = await businessState()
  expect(before['orders.orders']).toHaveLength(120)
  expect(Object.values(before).filter(({ length }) => length > 0).length).toBeGreaterThan(6)
  for (const seed of [1, 2]) {
    const lay = await recordsOnTopics()
    const { records, duplicates } = await replayed({ shuffle: true, duplicate: 20, seed })
    expect(records).toBeGreaterThan(600)
    expect(duplicates).toBeGreaterThan(60)
    await expectQuiet()
    expect(await businessState()).toEqual(before)
    // Nobody has answered what came again.
    expect(await recordsOnTopics()).toBe(lay + records + duplicates)
  }
  const { violations } = await audit({
    postgresUrl: shop.databaseUrl,
    brokers: shop.servers.kafka.bootstrap,
    acknowledged,
  })
  expect(violations).toEqual([])
})

test("stock as a replay of inventory.adjusted tells it is the owner's stock", async () => {
  const to = 'stock-projection'
  const topics = ['inventory.adjusted.v1']
  const { records } = await replayed({ topics, to, create: true, shuffle: true, duplicate: 50, seed: 3 })
  expect(records).toBeGreaterThan(20)
  const projected = await project(to)
  const client = new pg.Client({ connectionString: shop.databaseUrl('inventory') })
  await client.connect()
  const { rows } = await client.query('SELECT product_id, available, reserved, sold, version FROM products')
  await client.end()
  const stock = new Map(rows.map(({ product_id, ...of }) => [product_id, of]))
  expect(projected.get('prod-7')).toMatchObject({ reserved: 0 })
  for (const [productId, quantities] of projected) expect(quantities).toEqual(stock.get(productId))
  // What no event has told of is as it was in the beginning.
  const untold = rows.filter(({ product_id }) => !projected.has(product_id))
  expect(untold.filter(({ version }) => version !== 1)).toEqual([])
})

/** A read model of stock: the newest event of each product, by its version. */
async function project(topic: string): Promise<Map<string, object>> {
  const projected = new Map<string, { version: number }>()
  const reader = await kafka.reader()
  for (const range of await reader.ranges([topic])) {
    for await (const chunk of reader.read(range)) {
      for (const { value, headers } of chunk) {
        const { productId, available, reserved, sold } = JSON.parse(String(value))
        const version = Number(headers.ce_sequence)
        if ((projected.get(productId)?.version ?? 0) < version) {
          const quantities = { available, reserved, sold, version }
          projected.set(productId, quantities)
        }
      }
    }
  }
  await reader.close()
  return projected
}
