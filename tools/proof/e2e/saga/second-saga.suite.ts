import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Replica } from '../../../dev/lib/service-processes.ts'
import { ask, eventually, orderToEnd, query, type Shop } from '../shop.ts'
import type { RunningSystem } from './system.ts'

/** Orders of version 2 of the saga beside those of version 1: a replica places them, and any decides them. */
export function secondSaga(running: () => RunningSystem) {
  let shop: Shop
  let second: Shop
  let replica: Replica
  beforeAll(async () => {
    shop = running().shop
    replica = await shop.replica('order', 'order-saga-2', undefined, { ORDER_SAGA: '2' })
    await replica.process.start()
    second = { ...shop, addresses: { ...shop.addresses, order: replica.address } }
  })
  afterAll(() => replica?.process.stop())

  const journeyOf = async (orderId: string, last: string) =>
    await eventually(
      async () => {
        const { events = [] } = await ask(shop, `${shop.addresses.reporting}/orders/${orderId}/journey`)
        return (events as { readonly type: string }[]).map(({ type }) => type)
      },
      types => types.includes(last),
    )
  const entriesOf = (orderId: string) =>
    query<{ type: string; cleared: boolean }>(
      shop,
      'payments',
      `SELECT type, entry ? 'clearedBy' AS cleared FROM ledger WHERE order_id = $1 ORDER BY version`,
      [orderId],
    )

  test('an order that passes the check is cleared, and captured by that', async () => {
    const { orderId, status } = await orderToEnd(second, 'plain', 'prod-47')
    expect(status).toBe('COMPLETED')
    expect(await journeyOf(orderId, 'OrderCompleted')).toContain('OrderCleared')
    expect(await entriesOf(orderId)).toMatchObject([{ type: 'CaptureRequested', cleared: true }, {}])
  })

  test('an order that is suspect is cancelled, and nothing was charged', async () => {
    const { orderId, status, reason } = await orderToEnd(second, 'plain', 'prod-47', 1_000)
    expect([status, reason]).toEqual(['CANCELLED', 'FRAUD_SUSPECTED'])
    expect(await journeyOf(orderId, 'OrderCancelled')).not.toContain('OrderCleared')
    expect(
      await eventually(
        () => entriesOf(orderId),
        entries => entries.length > 0,
      ),
    ).toMatchObject([{ type: 'Voided' }])
  })

  test('an order of saga 1 is not checked meanwhile, whatever it costs', async () => {
    const { orderId, status } = await orderToEnd(shop, 'plain', 'prod-47', 1_000)
    expect(status).toBe('COMPLETED')
    expect(await journeyOf(orderId, 'OrderCompleted')).not.toContain('OrderCleared')
  })
}
