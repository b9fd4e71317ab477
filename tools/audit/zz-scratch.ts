import { startPostgres } from '@orderflow/embedded'
import { audit, waitUntilQuiet } from '@orderflow/testing/audit'
import { createWorld } from '../../packages/testing/src/audit/world.fixture.ts'

const pgs = await startPostgres({ dataDir: '/tmp/auditbench/pg', log: console.error })
try {
  const world = await createWorld(pgs.url('postgres'))
  const n = 1_000_000
  const t0 = performance.now()
  await Promise.all([
    world.run(world.names.orders, `INSERT INTO orders SELECT gen_random_uuid()::text, 'c', '[]', 'COMPLETED', null, 1050, 'EUR', 'k', 4, now(), now() FROM generate_series(1, ${n})`),
  ])
  // same ids in all: derive from md5
  await world.run(world.names.orders, `DELETE FROM orders WHERE order_id NOT LIKE 'o-%'; INSERT INTO orders SELECT md5(n::text), 'c', '[]', 'COMPLETED', null, 525, 'EUR', 'k', 4, now(), now() FROM generate_series(1, ${n}) n; INSERT INTO idempotency_keys SELECT md5('k'||n), 'f', md5(n::text) FROM generate_series(1, ${n}) n`)
  await world.run(world.names.inventory, `INSERT INTO reservations SELECT md5(n::text), 'SOLD', jsonb_build_array(jsonb_build_object('productId', 'prod-1', 'quantity', 1)), 2 FROM generate_series(1, ${n}) n; UPDATE products SET available = available - ${n}, sold = sold + ${n} WHERE product_id='prod-1'`)
  await world.run(world.names.payments, `INSERT INTO ledger SELECT md5(n::text), 1, 'CaptureRequested', jsonb_build_object('type','CaptureRequested','orderId',md5(n::text),'amount',jsonb_build_object('amount',525,'currency','EUR')) FROM generate_series(1, ${n}) n; INSERT INTO ledger SELECT md5(n::text), 2, 'Captured', jsonb_build_object('type','Captured','orderId',md5(n::text)) FROM generate_series(1, ${n}) n`)
  await world.run(world.names.shipping, `INSERT INTO shipments SELECT md5(n::text), 'DISPATCHED', null, 't', 1 FROM generate_series(1, ${n}) n`)
  console.log('filled', performance.now() - t0)
  let t = performance.now()
  console.log(await waitUntilQuiet({ postgresUrl: world.postgresUrl, databases: world.names, timeoutMs: 20_000 }))
  console.log('quiet', performance.now() - t)
  for (const acknowledged of [[], Array.from({length: 1}, () => 'o-1')]) {
    t = performance.now()
    const before = process.memoryUsage().rss
    const r = await audit({ postgresUrl: world.postgresUrl, databases: world.names, acknowledged })
    console.log(r.orders, r.checked, r.violations.slice(0, 3), 'ms', performance.now() - t, 'rss', before / 1e6, process.memoryUsage().rss / 1e6, process.resourceUsage().maxRSS / 1e3)
  }
} finally {
  await pgs.stop()
}
