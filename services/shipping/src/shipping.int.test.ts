import { goldenMessages, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shipping } from './app.ts'
import { configSchema } from './config.ts'
import { consumes } from './consumers.ts'

const migrations = new URL('../migrations/', import.meta.url)
const start = (env = {}) => startServiceUnderTest({ define: shipping, schema: configSchema, migrations, env })

let service: ServiceUnderTest
beforeAll(async () => {
  service = await start()
})
afterAll(() => service?.stop())

const captured = (orderId: string, customerId = 'c-1') =>
  service.message('PaymentCaptured', { orderId, customerId })

test('a paid order is dispatched, once however often it comes', async () => {
  const orderId = crypto.randomUUID()
  const event = captured(orderId)
  await service.send(event, event, event)
  expect(await service.published('ShipmentDispatched', orderId)).toMatchObject({
    data: { orderId, trackingNumber: `TRK-${orderId}` },
    headers: { ce_causationid: event.headers.ce_id, ce_correlationid: event.headers.ce_correlationid },
  })
  // Another event about the same order: the shipment itself says that it is there.
  await service.send(event, captured(orderId))
  await service.settled()

  expect(service.events('ShipmentDispatched', orderId)).toHaveLength(1)
  expect((await service.get(`/shipments/${orderId}`)).body).toEqual({
    orderId,
    status: 'DISPATCHED',
    trackingNumber: `TRK-${orderId}`,
  })
})

test('a customer who cannot be reached makes the shipment fail', async () => {
  const orderId = crypto.randomUUID()
  await service.send(captured(orderId, 'undeliverable-1'))
  await service.published('ShipmentFailed', orderId)

  const reason = 'UNDELIVERABLE_ADDRESS'
  expect((await service.get(`/shipments/${orderId}`)).body).toEqual({ orderId, status: 'FAILED', reason })
  expect(service.events('ShipmentDispatched', orderId)).toEqual([])
})

test('an order without a shipment is not found', async () => {
  expect(await service.get('/shipments/unknown')).toMatchObject({ status: 404, body: { status: 404 } })
})

test('with test values off, every customer can be reached', async () => {
  const strict = await start({ TEST_VALUES: 'off' })
  try {
    const orderId = crypto.randomUUID()
    await strict.send(strict.message('PaymentCaptured', { orderId, customerId: 'undeliverable-1' }))
    await strict.published('ShipmentDispatched', orderId)
  } finally {
    await strict.stop()
  }
})

test.each(goldenMessages(consumes))('golden event: $topic is understood today', async message => {
  await service.send(message)
  await service.published('ShipmentDispatched', message.key)
  expect(message.topic).toBe('payment.captured.v1')
  expect((await service.get(`/shipments/${message.key}`)).body).toMatchObject({ status: 'DISPATCHED' })
})
