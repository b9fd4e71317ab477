import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createLogger, type ProvisionedDatabase, setUpDatabase } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findOrder, findOrdersOf } from './queries.ts'
import { findOverdue } from './store.ts'

const all = new URL('../migrations/', import.meta.url)
const database = `orders_${crypto.randomUUID().slice(0, 8)}`
const logger = createLogger({ service: 'test', level: 'fatal' })

let folder: string
let client: pg.Client

/** Brings the database to the schema that the first `count` migrations made. */
async function migrate(count: number): Promise<ProvisionedDatabase> {
  const migrations = join(folder, 'order', 'migrations')
  for (const file of (await readdir(all)).sort().slice(0, count)) {
    await cp(fileURLToPath(new URL(file, all)), join(migrations, file))
  }
  return setUpDatabase({
    adminUrl: await adminUrl(),
    database,
    migrations: pathToFileURL(`${migrations}/`),
    logger,
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'order-'))
})
afterAll(async () => {
  await client?.end()
  await rm(folder, { recursive: true })
})

const place = (orderId: string, status: string, age: string) =>
  client.query(
    `INSERT INTO orders (order_id, customer_id, items, status, correlation_id, version, created_at, updated_at)
     VALUES ($1, 'c-1', '[]', $2, 'correlation-1', 1, now() - $3::interval, now())`,
    [orderId, status, age],
  )

test('an order from before deadlines gets one, and so does one that an older release places beside this', async () => {
  const { appUrl } = await migrate(2)
  client = new pg.Client({ connectionString: appUrl })
  await client.connect()
  await place('old-open', 'PENDING', '3 days')
  await place('old-paid', 'PAID', '1 minute')
  await place('old-done', 'COMPLETED', '3 days')
  await migrate(3)
  await place('beside', 'PENDING', '0')

  const { rows } = await client.query(
    `SELECT order_id, deadline_at BETWEEN now() + interval '14 minutes' AND now() + interval '15 minutes' AS soon
     FROM orders ORDER BY order_id`,
  )
  expect(rows).toEqual(
    ['beside', 'old-done', 'old-open', 'old-paid'].map(order_id => ({ order_id, soon: true })),
  )

  await client.query("INSERT INTO idempotency_keys VALUES ('old-key', 'f', 'old-paid'), ('odd', 'f', 'gone')")
  await migrate(5)
  await client.query("UPDATE orders SET deadline_at = now() - interval '1 second'")
  const overdue = await findOverdue(client, 10)
  expect(overdue.map(({ orderId }) => orderId).sort()).toEqual(['beside', 'old-open', 'old-paid'])
  expect(overdue.map(({ traceparent }) => traceparent)).toEqual([null, null, null])
})

test('keys of before are kept, as those of their customers', async () => {
  await migrate(6)
  const { rows } = await client.query('SELECT key, caller, command, reply FROM command_keys')
  const reply = { outcome: 'accepted', orderId: 'old-paid' }
  expect(rows).toEqual([{ key: 'old-key', caller: 'customer/c-1', command: 'PlaceOrder', reply }])
})

test('samples of customers are dropped, and no more are taken', async () => {
  const { ownerUrl } = await migrate(9)
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  await owner.query("INSERT INTO customers SELECT 'customer-' || n, 'p-' || n FROM generate_series(1, 9) n")
  const sampled = async () => {
    const { rows } = await owner.query("SELECT attname FROM pg_stats WHERE tablename = 'customers'")
    return rows.map(({ attname }) => attname)
  }
  await owner.query('ANALYZE customers')
  expect(await sampled()).toContain('customer_id')
  await migrate(10)
  expect(await sampled()).not.toContain('customer_id')
  await owner.query('ANALYZE customers')
  expect(await sampled()).not.toContain('customer_id')
  await owner.end()
})

test("orders from before there were pseudonyms are still their customers', and go by the first saga", async () => {
  await migrate(12)
  const found = await findOrdersOf(client, 'c-1', { createdAt: 'infinity', orderId: '' }, 10)
  expect(found.map(({ orderId }) => orderId).toSorted()).toEqual([
    'beside',
    'old-done',
    'old-open',
    'old-paid',
  ])
  expect(await findOrder(client, 'old-open')).toMatchObject({ customerId: 'c-1', saga: 1 })
})

test('an order that goes on changes no index, and one that ends leaves that of the open ones', async () => {
  // Counted on this connection, and handed to the server's statistics in between by a time of its own.
  const updates = async (status: string) => {
    await client.query('BEGIN')
    const before = await hotUpdates()
    await client.query("UPDATE orders SET status = $1 WHERE order_id = 'beside'", [status])
    const after = await hotUpdates()
    await client.query('COMMIT')
    return after - before
  }
  const hotUpdates = async () => {
    const { rows } = await client.query(
      "SELECT pg_stat_get_xact_tuples_hot_updated('orders'::regclass)::integer AS hot",
    )
    return rows[0].hot as number
  }
  expect(await updates('STOCK_RESERVED')).toBe(1)
  expect(await updates('PAID')).toBe(1)
  expect(await updates('COMPLETED')).toBe(0)
  expect((await findOverdue(client, 10)).map(({ orderId }) => orderId)).not.toContain('beside')
})

test('a page has room for the first update of all its orders', async () => {
  await migrate(11)
  await client.query(
    `INSERT INTO orders (order_id, customer_id, items, status, correlation_id, version, created_at, updated_at)
     SELECT gen_random_uuid(), gen_random_uuid(), '[{"productId": "prod-1", "quantity": 2}]', 'PENDING', gen_random_uuid(), 1, now(), now()
     FROM generate_series(1, 500)`,
  )
  await client.query('BEGIN')
  await client.query("UPDATE orders SET status = 'STOCK_RESERVED' WHERE status = 'PENDING' AND version = 1")
  const { rows } = await client.query(
    "SELECT pg_stat_get_xact_tuples_hot_updated('orders'::regclass)::integer AS hot",
  )
  await client.query('COMMIT')
  expect(rows[0].hot).toBeGreaterThan(450)
})
