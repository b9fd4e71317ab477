import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reporting } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: reporting, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const total = { amount: 1050, currency: 'EUR' }

/** The events of an order that completes, in the order in which they happen. */
function completed(orderId: string, customerId = 'c-1'): Message[] {
  return [
    service.message('OrderCreated', { orderId, customerId, createdAt: '2026-01-15T10:30:00.000Z' }),
    service.message('StockReserved', { orderId, total }),
    service.message('PaymentCaptured', { orderId, amount: total }),
    service.message('ShipmentDispatched', { orderId }),
    service.message('OrderCompleted', { orderId }),
  ]
}

test('an order is told by its events, once however often they come', async () => {
  const orderId = crypto.randomUUID()
  const events = completed(orderId)
  await service.send(...events, ...events.toReversed())
  await service.settled()

  const { status, body } = await service.get(`/orders/${orderId}/journey`)
  expect(status).toBe(200)
  expect(body.order).toMatchObject({ orderId, customerId: 'c-1', status: 'COMPLETED', total })
  expect(body.events.map(({ id }: { id: string }) => id).toSorted()).toEqual(
    events.map(({ headers }) => headers.ce_id).toSorted(),
  )
})

describe('an order that nobody placed', () => {
  test('is not found', async () => {
    expect(await service.get('/orders/unknown/journey')).toMatchObject({ status: 404, body: { status: 404 } })
  })
})

test.each(['/orders', '/stock', '/stats', '/page-config.json', '/docs/json'])(
  'GET %s answers 200',
  async path => {
    const { status, body } = await service.get(path)
    expect({ path, status, body }).toMatchObject({ status: 200 })
  },
)
