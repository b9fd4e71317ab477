import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: order, schema: configSchema, migrations, replicas: 2 })
})
afterAll(() => service?.stop())

test('cancellations by HTTP race dispatches by Kafka over two replicas: one question at most, one end', async () => {
  const body = { customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
  const orderIds = await Promise.all(
    Array.from({ length: 100 }, async () => (await service.post('/orders', body)).body.orderId as string),
  )

  // Both replicas answer in turn: each of them is asked once for each order.
  const cancel = (orderId: string) => service.post(`/orders/${orderId}/cancel`)
  const [answers] = await Promise.all([
    Promise.all(orderIds.map(orderId => Promise.all([cancel(orderId), cancel(orderId)]))),
    service.send(...orderIds.map(orderId => service.message('ShipmentDispatched', { orderId }))),
  ])
  await service.settled()

  const outcomes = orderIds.map((orderId, i) => ({
    accepted: answers[i]?.some(({ status }) => status === 202),
    others: answers[i]?.filter(({ status }) => status !== 202 && status !== 409),
    asked: service.events('OrderCancellationRequested', orderId).length,
    completed: service.events('OrderCompleted', orderId).length,
  }))
  for (const { accepted, others, asked, completed } of outcomes) {
    expect({ others, asked, completed }).toEqual({ others: [], asked: accepted ? 1 : 0, completed: 1 })
  }
  const { rows } = await service.pool.query('SELECT DISTINCT status FROM orders')
  expect(rows).toEqual([{ status: 'COMPLETED' }])
})
