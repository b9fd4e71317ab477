import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: inventory, schema: configSchema, migrations, replicas: 2 })
})
afterAll(() => service?.stop())

test('two replicas never give the same piece twice', async () => {
  const rounds = Array.from({ length: 50 }, () => crypto.randomUUID())
  const orders = rounds.map(orderId =>
    service.message('OrderCreated', { orderId, items: [{ productId: 'prod-scarce', quantity: 1 }] }),
  )
  // Both answer HTTP in turn, while orders come over the topic.
  const [answers] = await Promise.all([
    Promise.all(
      rounds.map((_, i) =>
        service.post('/products/prod-scarce/adjust', { delta: i % 4 < 2 ? 3 : -2, reason: 'a count' }),
      ),
    ),
    service.send(...orders),
  ])
  await service.settled()

  const { body: left } = await service.get('/products/prod-scarce')
  const { rows } = await service.pool.query(
    'SELECT coalesce(sum(delta), 0)::int AS adjusted, count(*)::int AS n FROM adjustments',
  )
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(rows[0].n)
  expect(answers.filter(answer => answer.status === 409)).toHaveLength(rounds.length - rows[0].n)
  const reserved = rounds.flatMap(orderId => service.events('StockReserved', orderId))
  const rejected = rounds.flatMap(orderId => service.events('StockRejected', orderId))
  expect(reserved.length + rejected.length).toBe(rounds.length)
  expect(left).toMatchObject({
    available: 5 + rows[0].adjusted - reserved.length,
    reserved: reserved.length,
    sold: 0,
  })
})

test('orders race their cancellations over two replicas: nothing stays reserved', async () => {
  const orderIds = Array.from({ length: 200 }, () => crypto.randomUUID())
  // One replica reads what has one key. With another key they meet, as they may while a group is rebalanced.
  const elsewhere = (message: Message) => ({ ...message, key: crypto.randomUUID() })
  const before = (await service.get('/products/prod-1')).body
  await service.send(
    ...orderIds.flatMap(orderId => [
      service.message('OrderCreated', { orderId, items: [{ productId: 'prod-1', quantity: 2 }] }),
      elsewhere(service.message('ShipmentCancelled', { orderId })),
    ]),
  )
  await service.settled()

  const { available, reserved, sold } = (await service.get('/products/prod-1')).body
  expect({ available, reserved, sold }).toEqual({ available: before.available, reserved: 0, sold: 0 })
  const { rows } = await service.pool.query<{ order_id: string; status: string }>(
    'SELECT order_id, status FROM reservations WHERE order_id = ANY ($1)',
    [orderIds],
  )
  expect(rows).toHaveLength(orderIds.length)
  for (const { order_id: orderId, status } of rows) {
    const events = ['StockReserved', 'StockReleased'] as const
    const published = events.map(type => service.events(type, orderId).length)
    expect([status, ...published]).toEqual(status === 'BARRED' ? ['BARRED', 0, 0] : ['RELEASED', 1, 1])
  }
})
