import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { audit, waitUntilSettled } from '@orderflow/audit'
import { topics as allTopics } from '@orderflow/events'
import { cancelOrders, placeOrders, wave } from '@orderflow/load'
import { createKafka, type Kafka } from '@orderflow/messaging/kafka'
import { reporting } from '@orderflow/reporting/app'
import { configSchema } from '@orderflow/reporting/config'
import { fingerprints } from '@orderflow/reporting/read-models'
import { createLogger, loadConfig, setUpDatabase, setUpTopics, startService } from '@orderflow/service-kit'
import { namespaced } from '@orderflow/service-kit/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServiceFacts, services } from '../../../dev/lib/services.ts'
import { openSnapshot } from '../../../ops/topic/reader.ts'
import { type Replayed, type ReplayOptions, replay } from '../../../ops/topic/replay.ts'
import { takeSnapshot } from '../../../ops/topic/take.ts'
import { openLag } from '../../bench/lag.ts'
import { eventually, type Shop } from '../shop.ts'

/** What is replayed into a system changes nothing of it. The first suite of its system: it knows every order. */
export function topicReplay(running: () => Shop) {
  const logger = createLogger({ service: 'topic', level: 'fatal' })
  let shop: Shop
  let kafka: Kafka
  let folder: string
  let file: string
  const acknowledged: string[] = []

  /** A shop in which every outcome has occurred and stock was adjusted, at rest, and a snapshot of all its topics. */
  beforeAll(async () => {
    shop = running()
    folder = await mkdtemp(join(tmpdir(), 'topic-replay-'))
    file = join(folder, 'all')
    kafka = createKafka({ clientId: 'topic', brokers: shop.servers.kafka.bootstrap, logger })
    const { inventory } = shop.addresses
    const cancelling = cancelOrders({ ...shop.orders, percent: 30, withinMs: 300, seed: 1 })
    await placeOrders({
      ...shop.orders,
      orders: wave(120, 1),
      onAccepted(accepted) {
        acknowledged.push(accepted.orderId)
        cancelling.onAccepted(accepted)
      },
    })
    await cancelling.done()
    await shop.fetch(`${inventory}/products/prod-7/adjust`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ delta: 12, reason: 'found in the cellar' }),
    })
    await expectSettled()
    await takeSnapshot({ kafka, file })
  })
  afterAll(async () => {
    await kafka?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Nothing is under way, and every service has taken in all that lies on its topics. */
  async function expectSettled(): Promise<void> {
    const lag = openLag({ brokers: shop.servers.kafka.bootstrap }, services)
    await eventually(
      () => lag.records(),
      records => records === 0,
    ).finally(() => lag.end())
    const settled = await waitUntilSettled({ postgresUrl: shop.databaseUrl, timeoutMs: 60_000 })
    expect(settled).toMatchObject({ settled: true })
  }

  /** Every row of a table of the services, in order; without what inbox, outbox and migrations keep, counts of redeliveries, and what is looked at by the clock. */
  async function businessState(): Promise<Record<string, string[]>> {
    const state: Record<string, string[]> = {}
    for (const { database } of services) {
      const client = new pg.Client({ connectionString: shop.databaseUrl(database) })
      await client.connect()
      const { rows: tables } = await client.query<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name !~ '^(inbox|outbox|migrations|schema_migrations|redeliveries|samples)' ORDER BY 1",
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
      await expectSettled()
      expect(await businessState()).toEqual(before)
      // Nobody has answered what came again.
      expect(await recordsOnTopics()).toBe(lay + records + duplicates)
    }
    const { violations } = await audit({
      postgresUrl: shop.databaseUrl,
      kafka: { brokers: shop.servers.kafka.bootstrap },
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
    const { rows } = await client.query(
      'SELECT product_id, available, reserved, sold, version::integer FROM products',
    )
    await client.end()
    const stock = new Map(rows.map(({ product_id, ...of }) => [product_id, of]))
    expect(projected.get('prod-7')).toMatchObject({ reserved: 0 })
    for (const [productId, quantities] of projected) expect(quantities).toEqual(stock.get(productId))
    // What no event has told of is as it was in the beginning.
    const untold = rows.filter(({ product_id }) => !projected.has(product_id))
    expect(untold.filter(({ version }) => version !== 1)).toEqual([])
  })

  /** Every read model in one line each. */
  async function readModels(database: string) {
    const client = new pg.Client({ connectionString: shop.databaseUrl(database) })
    await client.connect()
    return await fingerprints(client as never).finally(() => client.end())
  }

  test('reporting rebuilt from the topics is row by row as it was, and goes on', async () => {
    const before = await readModels('reporting')
    expect(before.every(({ rows }) => Number(rows) > 0)).toBe(true)
    const topic = fileURLToPath(new URL('../../../ops/topic/main.ts', import.meta.url))
    const env = { ...process.env, ORDERFLOW_RUN_DIR: shop.dataDir }
    const run = () =>
      promisify(execFile)(process.execPath, [topic, 'rebuild', 'reporting', '--json'], { env })

    // Something is broken in each of them that a rebuild is to mend.
    const client = new pg.Client({ connectionString: shop.databaseUrl('reporting') })
    await client.connect()
    await client.query(`UPDATE orders SET status = 'PENDING'; UPDATE stock SET available = 0; DELETE FROM journeys;
    UPDATE event_counts SET n = 0; DELETE FROM outcomes; UPDATE revenue SET captured = 1; DELETE FROM minutes;
    DELETE FROM durations; DELETE FROM placements`)
    await client.end()
    const { stdout } = await run()
    expect(JSON.parse(stdout)).toMatchObject({ unreadable: 0 })
    expect(await readModels('reporting')).toEqual(before)

    // While orders go on: what comes meanwhile is neither lost nor taken in twice.
    const placing = placeOrders({ ...shop.orders, orders: wave(60, 5), onAccepted() {} })
    await run()
    await placing
    await expectSettled()
    const { violations } = await audit({
      postgresUrl: shop.databaseUrl,
      kafka: { brokers: shop.servers.kafka.bootstrap },
    })
    expect(violations).toEqual([])
  })

  test('a snapshot replayed into an empty reporting, shuffled and with duplicates, makes the same of it', async () => {
    const fresh = join(folder, 'reporting')
    await takeSnapshot({ kafka, file: fresh, topics: topicsOfReporting })
    const database = 'reporting_again'
    const { migrations } = services.find(({ name }) => name === 'reporting') as ServiceFacts
    const adminUrl = shop.databaseUrl('postgres')
    const { appUrl } = await setUpDatabase({ adminUrl, database, migrations, logger })
    const brokers = shop.servers.kafka.bootstrap
    const itsOwn = () => namespaced(createKafka({ clientId: 'again', brokers, logger }), 'again.')
    const topics = itsOwn()
    await setUpTopics(topics, allTopics(), { reporting: topicsOfReporting })
    const env = { DATABASE_URL: appUrl, KAFKA_BROKERS: brokers.join(','), PORT: '0', AUTHENTICATION: 'off' }
    const config = loadConfig(configSchema, env)
    const again = await startService(reporting(config), config, logger, itsOwn())
    try {
      const snapshot = await openSnapshot(fresh)
      await replay({ kafka: topics, logger, snapshot, shuffle: true, duplicate: 20, seed: 4 }).finally(() =>
        snapshot.close(),
      )
      const live = await readModels('reporting')
      await eventually(
        () => readModels(database),
        made => JSON.stringify(made) === JSON.stringify(live),
      )
    } finally {
      await again.stop()
      await topics.close()
    }
  })

  const topicsOfReporting = services.find(({ name }) => name === 'reporting')?.topics ?? []

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
}
