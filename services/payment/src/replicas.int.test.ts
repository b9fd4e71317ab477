import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { payment } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: payment, schema: configSchema, migrations, replicas: 2 })
})
afterAll(() => service?.stop())

test('cancellations race captures over two replicas: nothing is kept of any customer', async () => {
  const orderIds = Array.from({ length: 200 }, () => crypto.randomUUID())
  // One replica reads what has one key. With another key they meet, as they may while a group is rebalanced.
  const elsewhere = (message: Message) => ({ ...message, key: crypto.randomUUID() })
  await service.send(
    ...orderIds.flatMap(orderId => [
      service.message('StockReserved', { orderId }, 1),
      elsewhere(service.message('ShipmentCancelled', { orderId })),
      service.message('StockReserved', { orderId }, 1),
    ]),
  )
  const open = 'SELECT FROM gateway_requests'
  await service.settled()
  await expect.poll(async () => (await service.pool.query(open)).rowCount, { timeout: 60_000 }).toBe(0)
  await service.settled()

  for (const orderId of orderIds) {
    const { status, captured, refunded } = (await service.get(`/payments/${orderId}`)).body
    const captures = service.events('PaymentCaptured', orderId)
    const refunds = service.events('PaymentRefunded', orderId)
    expect({ status, captured, refunded }).toEqual(
      captures.length === 0
        ? { status: 'VOIDED', captured: 0, refunded: 0 }
        : { status: 'REFUNDED', captured: 4498, refunded: 4498 },
    )
    expect(captures.length).toBeLessThanOrEqual(1)
    expect(refunds).toHaveLength(captures.length)
  }
})
