import { createWorld, type World } from '@orderflow/audit/testing'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { outcomes } from './outcomes.ts'

let world: World
let orders: pg.Client

beforeAll(async () => {
  world = await createWorld(await adminUrl())
  orders = new pg.Client({ connectionString: world.postgresUrl(world.names.orders) })
  await orders.connect()
})
afterAll(async () => {
  await orders?.end()
  await world?.drop()
})

it('counts the orders since a moment by outcome, and times those that have ended', async () => {
  await orders.query(`
    INSERT INTO orders
    SELECT 'p-' || n, 'c', '[]', 'COMPLETED', null, 1, 'EUR', 'k', 4, at, at + n * interval '1 ms'
    FROM generate_series(1, 100) AS n, (VALUES (timestamptz '2026-02-01T00:00:00Z')) AS moment (at);
    INSERT INTO orders VALUES
      ('q-1', 'c', '[]', 'REJECTED', 'OUT_OF_STOCK', null, null, 'k', 2, '2026-02-01T00:00:01Z', '2026-02-01T00:00:02.5Z'),
      ('q-2', 'c', '[]', 'PENDING', null, null, null, 'k', 1, '2026-02-01T00:00:05Z', '2026-02-01T00:00:05Z'),
      ('q-3', 'slow-1', '[]', 'CANCELLED', 'DEADLINE_EXCEEDED', null, null, 'k', 1, '2026-02-01T00:00:00Z', '2026-02-01T00:01:00Z')`)
  const report = await outcomes(orders, new Date('2026-02-01T00:00:00Z'))
  expect(report).toEqual({
    outcomes: [
      { status: 'COMPLETED', reason: null, orders: 100, p50Ms: 50, p99Ms: 99 },
      { status: 'REJECTED', reason: 'OUT_OF_STOCK', orders: 1, p50Ms: 1500, p99Ms: 1500 },
      // Counted and timed; no part of the throughput below.
      { status: 'CANCELLED', reason: 'DEADLINE_EXCEEDED', orders: 1, p50Ms: 60_000, p99Ms: 60_000 },
      { status: 'PENDING', reason: null, orders: 1, p50Ms: Number.NaN, p99Ms: Number.NaN },
    ],
    orders: 103,
    completed: 100,
    rejected: 1,
    cancelled: 1,
    p50Ms: 51,
    p99Ms: 1500,
    seconds: 2.5,
    ordersPerSecond: 101 / 2.5,
  })
})

it('has nothing to say of no orders', async () => {
  const report = await outcomes(orders, new Date('2027-01-01T00:00:00Z'))
  expect(report).toMatchObject({ outcomes: [], orders: 0, p50Ms: Number.NaN, ordersPerSecond: 0 })
})
