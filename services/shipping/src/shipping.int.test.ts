import { goldenMessages, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

describe('a request to cancel', () => {
  const reason = 'CUSTOMER_REQUEST'
  const cancellation = (orderId: string) => service.message('OrderCancellationRequested', { orderId, reason })

  test('that comes before the payment is granted, once, and the payment ships nothing', async () => {
    const orderId = crypto.randomUUID()
    const event = cancellation(orderId)
    await service.send(event, event, event)
    expect(await service.published('ShipmentCancelled', orderId)).toMatchObject({
      data: { orderId, reason },
      headers: { ce_causationid: event.headers.ce_id, ce_correlationid: event.headers.ce_correlationid },
    })
    await service.send(cancellation(orderId), captured(orderId))
    await service.settled()

    expect(service.events('ShipmentCancelled', orderId)).toHaveLength(1)
    expect(service.events('ShipmentDispatched', orderId)).toEqual([])
    expect((await service.get(`/shipments/${orderId}`)).body).toEqual({
      orderId,
      status: 'CANCELLED',
      reason,
    })
  })

  test.each([
    ['c-1', 'ShipmentDispatched', 'DISPATCHED'],
    ['undeliverable-1', 'ShipmentFailed', 'FAILED'],
  ] as const)('of %s that comes after %s is too late', async (customerId, type, status) => {
    const orderId = crypto.randomUUID()
    await service.send(captured(orderId, customerId))
    await service.published(type, orderId)
    await service.send(cancellation(orderId))
    await service.settled()

    expect(service.events('ShipmentCancelled', orderId)).toEqual([])
    expect((await service.get(`/shipments/${orderId}`)).body).toMatchObject({ status })
  })
})

test('payments and requests of 50 orders arrive together: each order is dispatched or cancelled, never both', async () => {
  const orderIds = Array.from({ length: 50 }, () => crypto.randomUUID())
  const cancellations = orderIds.map(orderId => service.message('OrderCancellationRequested', { orderId }))
  const payments = orderIds.map(orderId => captured(orderId))
  await service.send(...orderIds.flatMap((_, i) => [payments[i]!, cancellations[i]!, payments[i]!]))
  await service.settled()

  for (const orderId of orderIds) {
    const words = [
      ...service.events('ShipmentDispatched', orderId),
      ...service.events('ShipmentCancelled', orderId),
    ]
    expect(words).toHaveLength(1)
    const status = words[0]?.headers.ce_type === 'ShipmentDispatched' ? 'DISPATCHED' : 'CANCELLED'
    expect((await service.get(`/shipments/${orderId}`)).body).toMatchObject({ status })
  }
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

describe('golden events: what was published once is understood today', () => {
  const expected: Readonly<Record<string, string>> = {
    'payment.captured.v1': 'DISPATCHED',
    'order.cancellation-requested.v1': 'CANCELLED',
  }

  test.each(goldenMessages(consumes))('$topic', async message => {
    await service.send(message)
    await service.settled()
    const { body } = await service.get(`/shipments/${message.key}`)
    expect(body).toMatchObject({ status: expected[message.topic] })
  })
})
