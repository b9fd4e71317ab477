import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shipping } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({
    define: shipping,
    schema: configSchema,
    migrations,
    // Many small transactions, so that some of both replicas overlap.
    env: { BATCH_MAX: '5' },
    replicas: 2,
  })
})
afterAll(() => service?.stop())

test('payments race requests to cancel over two replicas: each order is dispatched or cancelled, never both', async () => {
  const orderIds = Array.from({ length: 400 }, () => crypto.randomUUID())
  // One replica reads what has one key. With another key they meet, as they may while a group is rebalanced.
  const elsewhere = (message: Message) => ({ ...message, key: crypto.randomUUID() })
  await service.send(
    ...orderIds.flatMap(orderId => [
      elsewhere(service.message('OrderCancellationRequested', { orderId })),
      service.message('PaymentCaptured', { orderId, customerId: 'c-1' }),
      elsewhere(service.message('OrderCancellationRequested', { orderId })),
    ]),
  )
  await service.settled()

  const { rows } = await service.pool.query<{ order_id: string; status: string }>(
    'SELECT order_id, status FROM shipments',
  )
  expect(rows).toHaveLength(orderIds.length)
  for (const { order_id: orderId, status } of rows) {
    const words = [
      ...service.events('ShipmentDispatched', orderId),
      ...service.events('ShipmentCancelled', orderId),
    ]
    const granted = status === 'CANCELLED' ? 'ShipmentCancelled' : 'ShipmentDispatched'
    expect(words.map(({ headers }) => headers.ce_type)).toEqual([granted])
  }
})
