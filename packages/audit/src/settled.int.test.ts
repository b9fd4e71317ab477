import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitUntilSettled } from './settled.ts'
import { createWorld, type World, type WorldDatabase } from './testing/world.ts'
import type { Unsettled } from './unsettled.ts'

let world: World

beforeAll(async () => {
  world = await createWorld(await adminUrl())
})
afterAll(() => world?.drop())

const nothing: Unsettled = {
  openOrders: 0,
  outbox: 0,
  gatewayRequests: 0,
  reserved: 0,
  late: 0,
  unreported: 0,
}

const waitFor = (
  databases: Omit<World['names'], 'reporting'> & { reporting?: string },
  timeoutMs: number,
  onProgress?: (now: Unsettled) => void,
) =>
  waitUntilSettled({
    postgresUrl: world.postgresUrl,
    databases,
    timeoutMs,
    ...(onProgress && { onProgress }),
  })

const underWay: readonly (readonly [WorldDatabase, string, Partial<Unsettled>])[] = [
  ['orders', `UPDATE orders SET status = 'PAID' WHERE order_id = 'o-1'`, { openOrders: 1 }],
  ['shipping', `INSERT INTO outbox (topic, headers) VALUES ('t', '{}'), ('t', '{}')`, { outbox: 2 }],
  [
    'payments',
    `INSERT INTO gateway_requests (order_id, operation, customer_id, amount, currency, cause_id, correlation_id, initiator)
     VALUES ('o-4', 'refund', 'c', 550, 'EUR', gen_random_uuid(), 'k', 'saga')`,
    { gatewayRequests: 1 },
  ],
  ['inventory', `UPDATE products SET reserved = 3 WHERE product_id = 'prod-1'`, { reserved: 3 }],
  ['payments', `DELETE FROM ledger WHERE order_id = 'o-4' AND version > 2`, { late: 1 }],
  ['orders', `UPDATE orders SET status = 'CANCEL_PENDING' WHERE order_id = 'o-1'`, { openOrders: 1 }],
  ['inventory', `DELETE FROM reservations WHERE order_id = 'o-2'`, { late: 1 }],
  ['shipping', `INSERT INTO shipments VALUES ('o-2', 'CANCELLED', 'CUSTOMER_REQUEST', null, 1)`, { late: 1 }],
  [
    'orders',
    `UPDATE orders SET total_amount = null, total_currency = null WHERE order_id = 'o-1'`,
    { late: 1 },
  ],
  ['reporting', `UPDATE outcomes SET n = 0 WHERE outcome = 'COMPLETED'`, { unreported: 1 }],
  ['reporting', `DELETE FROM event_counts`, { unreported: 5 }],
  ['reporting', `UPDATE stock SET version = 1 WHERE product_id = 'prod-1'`, { unreported: 2 }],
]

describe('waitUntilSettled', () => {
  it('is done at once where nothing is under way', async () => {
    // Longer than a test may take.
    const { settled, unsettled } = await waitFor(world.names, 600_000)
    expect({ settled, unsettled }).toEqual({ settled: true, unsettled: nothing })
  })

  it.each(underWay)('sees what is under way in %s: %s', async (database, statements, expected) => {
    const databases = await world.changed(database, statements)
    // A busy server may not let it in on the first look, which may be the only one.
    const seen = async () => {
      const { settled, unsettled } = await waitFor(databases, 150)
      return { settled, unsettled }
    }
    await expect.poll(seen).toEqual({ settled: false, unsettled: { ...nothing, ...expected } })
  })

  it('waits for it to end', async () => {
    const databases = await world.changed(
      'shipping',
      `INSERT INTO outbox (topic, headers) VALUES ('t', '{}')`,
    )
    let cleared: Promise<void> | undefined
    const { settled } = await waitFor(databases, 120_000, () => {
      cleared ??= world.run(databases.shipping, 'DELETE FROM outbox')
    })
    await cleared
    expect(settled).toBe(true)
  })

  it('asks nobody where there is no reporting', async () => {
    const { reporting, ...owners } = await world.changed('reporting', 'DELETE FROM outcomes')
    await expect
      .poll(() => waitFor({ ...owners, reporting }, 150))
      .toMatchObject({ settled: false, unsettled: { ...nothing, unreported: 6 } })
    expect(await waitFor(owners, 60_000)).toMatchObject({ settled: true })
    expect(await waitFor({ ...owners, reporting: 'not_there' }, 60_000)).toMatchObject({ settled: true })
  })

  it('waits for a database that is away, and says why it gave up', async () => {
    const away = await waitFor({ ...world.names, payments: 'not_there' }, 200)
    expect(away).toMatchObject({ settled: false, unsettled: undefined, error: { code: '3D000' } })
  })
})
