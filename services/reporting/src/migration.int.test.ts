import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createLogger, createPool, setUpDatabase } from '@orderflow/service-kit'
import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findJourney, firstEvent } from './journeys.ts'

const migrations = new URL('../migrations/', import.meta.url)
const logger = createLogger({ service: 'migration', level: 'error' })
const before = { folder: '' }
beforeAll(async () => {
  before.folder = await mkdtemp(join(tmpdir(), 'reporting-migration-'))
  // A migration is known by its service, which is the folder above.
  await cp(fileURLToPath(migrations), join(before.folder, 'reporting', 'migrations'), {
    recursive: true,
    filter: path => basename(path) < '0003' || !path.endsWith('.sql'),
  })
})
afterAll(() => rm(before.folder, { recursive: true, force: true }))

test('what the release before has kept of orders is told as before, and known', async () => {
  const database = `m_${crypto.randomUUID().slice(0, 8)}`
  const url = new URL(await adminUrl())
  const setUp = (from: URL) => setUpDatabase({ adminUrl: url.href, database, migrations: from, logger })
  await setUp(pathToFileURL(`${before.folder}/reporting/migrations/`))
  url.pathname = `/${database}`
  const patient = { statementTimeoutMs: 60_000, connectionTimeoutMs: 60_000 }
  const pool = createPool({ url: url.href, applicationName: 'test', max: 1, logger, ...patient })
  try {
    // Orders with three events each, more than a row takes: of today, of long ago, and with ids without a time.
    await pool.query(`
      INSERT INTO orders (order_id, customer_id, items, correlation_id, status, captured, refunded, dispatches, created_at, updated_at)
        SELECT 'order-' || n, 'c-1', '[]', 'c', 'PAID', 5, 0, 0, now(), now() FROM generate_series(1, 600) AS n;
      INSERT INTO journeys (event_id, order_id, event)
        SELECT (left(first::text, 18) || '-8000-' || lpad(to_hex(n * 10 + e), 12, '0'))::uuid, 'order-' || n,
          json_build_object('id', e, 'causationId', NULL, 'time', '2026-01-15T10:30:00.000Z', 'said', E'a\ttab "\u00fc"')
        FROM generate_series(1, 600) AS n, generate_series(1, 3) AS e,
          (VALUES (inbox_first_id(now())), (inbox_first_id(now() - interval '300 days')), ('ffffffff-ffff-4fff-8000-000000000000'::uuid)) AS of (first)
        WHERE (n % 3 = 0) = (first = inbox_first_id(now())) AND (n % 3 = 1) = (first::text LIKE 'f%')`)
    url.pathname = '/postgres'
    await setUp(migrations)

    for (const n of [1, 2, 3, 300, 599, 600]) {
      const told = await findJourney(pool, `order-${n}`, firstEvent, 100)
      expect(told?.events.map(({ id }) => id)).toEqual([1, 2, 3])
      expect(told?.events[0]).toMatchObject({ said: 'a\ttab "ü"', deliveries: 1 })
    }
    const { rows } = await pool.query(`
      SELECT count(*)::int AS rows, (SELECT count(*)::int FROM orders WHERE cardinality(events) = 3) AS orders FROM journeys`)
    expect(rows[0]).toEqual({ rows: 6, orders: 600 })
    const placements = await pool.query('SELECT sum(n)::int AS n FROM placements')
    expect(placements.rows).toEqual([{ n: 600 }])
    await pool.query('SELECT journeys_maintain(30)')
    expect((await findJourney(pool, 'order-2', firstEvent, 100))?.events).toEqual([])
    expect((await findJourney(pool, 'order-3', firstEvent, 100))?.events).toHaveLength(3)
  } finally {
    await pool.end()
  }
})
