import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
async function start(env: Readonly<Record<string, string>> = {}, replicas = 1) {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: order, schema: configSchema, migrations, env, replicas })
}
afterEach(() => service?.stop())

const body = { customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
const place = async (): Promise<string> => (await service.post('/orders', body)).body.orderId
const find = async (orderId: string) => (await service.get(`/orders/${orderId}`)).body

const letPass = (orderIds: readonly string[]) =>
  service.pool.query('UPDATE orders SET deadline_at = now() WHERE order_id = ANY ($1)', [orderIds])

test('an order that has not ended by its deadline asks for its own cancellation', async () => {
  await start({ ORDER_DEADLINE_MS: '1500' })
  const orderId = await place()
  const { createdAt, correlationId } = await find(orderId)

  const requested = await service.published('OrderCancellationRequested', orderId)
  expect(requested).toMatchObject({
    data: { orderId, reason: 'DEADLINE_EXCEEDED' },
    headers: { ce_initiator: 'deadline', ce_correlationid: correlationId, ce_sequence: '2' },
  })
  const waited = Date.parse(requested.data.requestedAt) - Date.parse(createdAt)
  expect(waited).toBeGreaterThanOrEqual(1400)
  const reason = 'DEADLINE_EXCEEDED'
  expect(await find(orderId)).toMatchObject({ status: 'CANCEL_PENDING', reason })

  await service.send(service.message('ShipmentCancelled', { orderId, reason }))
  await service.published('OrderCancelled', orderId)
  // Whose request it was: the customer's would be answered with 202.
  expect(await service.post(`/orders/${orderId}/cancel`)).toMatchObject({ status: 409 })
  await service.settled()
  expect(service.events('OrderCancellationRequested', orderId)).toHaveLength(1)
})

test('a deadline counts by the clock of the database, however wrong that of the service is', async () => {
  await start()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 90 * 60_000 })
  const orderId = await place().finally(() => vi.useRealTimers())
  const { rows } = await service.pool.query(
    "SELECT deadline_at BETWEEN now() + interval '14 min' AND now() + interval '16 min' AS sound FROM orders WHERE order_id = $1",
    [orderId],
  )
  expect(rows).toEqual([{ sound: true }])
})

test('an order that has ended, or is asking already, does not ask', async () => {
  await start()
  const [completed, asking, overdue] = [await place(), await place(), await place()] as const
  await service.send(service.message('ShipmentDispatched', { orderId: completed }))
  await service.published('OrderCompleted', completed)
  await service.post(`/orders/${asking}/cancel`)

  // The third order was overdue last: when it has asked, the others were looked at.
  await letPass([completed, asking])
  await letPass([overdue])
  await service.published('OrderCancellationRequested', overdue)
  await service.settled()
  expect(service.events('OrderCancellationRequested', completed)).toEqual([])
  expect(service.events('OrderCancellationRequested', asking)).toMatchObject([
    { data: { reason: 'CUSTOMER_REQUEST' } },
  ])
  expect(await find(completed)).toMatchObject({ status: 'COMPLETED' })
})

test('a deadline is a row: it passes while the service is down, and counts when it is up again', async () => {
  await start()
  const orderId = await place()
  await service.restart(async () => {
    await letPass([orderId])
  })
  expect(await service.published('OrderCancellationRequested', orderId)).toMatchObject({
    data: { reason: 'DEADLINE_EXCEEDED' },
    headers: { ce_initiator: 'deadline' },
  })
})

test('two replicas find the same 200 overdue orders: each order asks once', async () => {
  await start({ BATCH_MAX: '10' }, 2)
  const orderIds = await Promise.all(Array.from({ length: 200 }, place))
  await letPass(orderIds)
  for (const orderId of orderIds) await service.published('OrderCancellationRequested', orderId)
  await service.settled()

  for (const orderId of orderIds) {
    expect(service.events('OrderCancellationRequested', orderId)).toHaveLength(1)
  }
  const { rows } = await service.pool.query(
    'SELECT status, version, count(*)::int AS n FROM orders GROUP BY 1, 2',
  )
  expect(rows).toEqual([{ status: 'CANCEL_PENDING', version: 2, n: 200 }])
})

test('an order that has not ended long after its deadline is stuck, until it ends', async () => {
  await start({ ORDER_DEADLINE_MS: '1', STUCK_AFTER_MS: '1000' })
  const stuck = async () => /^stuck_orders (\d+)$/m.exec((await service.get('/metrics')).body)?.[1]
  await expect.poll(stuck).toBe('0')

  const orderId = await place()
  await service.published('OrderCancellationRequested', orderId)
  await expect.poll(stuck).toBe('1')

  await service.send(service.message('ShipmentCancelled', { orderId, reason: 'DEADLINE_EXCEEDED' }))
  await service.published('OrderCancelled', orderId)
  await expect.poll(stuck).toBe('0')
})
