import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: order, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const body = { customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
const total = { amount: 200, currency: 'EUR' }
const reason = 'CUSTOMER_REQUEST'

const place = async (): Promise<string> => (await service.post('/orders', body)).body.orderId
const cancel = (orderId: string, headers = {}) =>
  service.post(`/orders/${orderId}/cancel`, undefined, headers)
const find = async (orderId: string) => (await service.get(`/orders/${orderId}`)).body
const accepted = (orderId: string, status = 'CANCEL_PENDING') => ({ status: 202, body: { orderId, status } })

describe('POST /orders/:id/cancel', () => {
  test('asks shipping, with the trail of the request', async () => {
    const orderId = await place()
    const correlationId = crypto.randomUUID()
    const answer = await cancel(orderId, { 'x-correlation-id': correlationId })

    expect(answer).toMatchObject(accepted(orderId))
    expect(answer.headers.get('location')).toBe(`/orders/${orderId}`)
    expect(await service.published('OrderCancellationRequested', orderId)).toMatchObject({
      topic: 'order.cancellation-requested.v1',
      data: { orderId, reason },
      headers: { ce_correlationid: correlationId, ce_initiator: 'operator', ce_sequence: '2' },
    })
    expect(await find(orderId)).toMatchObject({ status: 'CANCEL_PENDING', reason })
  })

  test('may be sent again, also at the same time: the same answer, and one question to shipping', async () => {
    const orderId = await place()
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(orderId)))
    for (const answer of [...answers, await cancel(orderId)]) expect(answer).toMatchObject(accepted(orderId))

    await service.send(service.message('ShipmentCancelled', { orderId, reason }))
    await service.published('OrderCancelled', orderId)
    expect(await cancel(orderId)).toMatchObject(accepted(orderId, 'CANCELLED'))
    await service.settled()
    expect(service.events('OrderCancellationRequested', orderId)).toHaveLength(1)
    expect(service.events('OrderCancelled', orderId)).toMatchObject([{ data: { orderId, reason } }])
    expect(await find(orderId)).toMatchObject({ status: 'CANCELLED', reason })
  })

  test('with an Idempotency-Key has one answer: a refusal stays one, and another order needs another', async () => {
    const [first, second] = [await place(), await place()]
    const key = { 'idempotency-key': crypto.randomUUID() }
    expect(await cancel(first, key)).toMatchObject(accepted(first))
    await service.send(service.message('ShipmentDispatched', { orderId: first }))
    await service.published('OrderCompleted', first)
    expect(await cancel(first, key)).toMatchObject(accepted(first))
    expect(await cancel(first)).toMatchObject({ status: 409 })
    expect(await cancel(second, key)).toMatchObject({
      status: 409,
      body: { title: 'Idempotency-Key reused' },
    })
  })

  test.each([
    ['ShipmentDispatched', 'OrderCompleted', 'COMPLETED', undefined],
    ['StockRejected', 'OrderRejected', 'REJECTED', 'OUT_OF_STOCK'],
    ['PaymentDeclined', 'OrderRejected', 'REJECTED', 'CARD_DECLINED'],
    ['ShipmentFailed', 'OrderCancelled', 'CANCELLED', 'UNDELIVERABLE_ADDRESS'],
  ] as const)('after %s is refused with the reason', async (type, announced, status, because) => {
    const orderId = await place()
    await service.send(service.message(type, { orderId, ...(because && { reason: because }) }))
    await service.published(announced, orderId)
    const answer = await cancel(orderId)

    expect(answer).toMatchObject({
      status: 409,
      body: {
        status: 409,
        type: 'urn:orderflow:problem:order-ended',
        title: 'The order has ended',
        detail: `Order ${orderId} is ${status}${because ? ` (${because})` : ''}: it can no longer be cancelled.`,
      },
    })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    await service.settled()
    expect(service.events('OrderCancellationRequested', orderId)).toEqual([])
    expect(await find(orderId)).toMatchObject({ status })
  })

  test.each([
    ['{}', 'application/json'],
    ['', 'application/json'],
    ['', 'application/x-www-form-urlencoded'],
  ])('has no body, and takes %j as %s for none', async (nothing, type) => {
    const orderId = await place()
    const answer = await service.post(`/orders/${orderId}/cancel`, nothing, { 'content-type': type })
    expect(answer).toMatchObject(accepted(orderId))
  })

  test('refuses 100 kB', async () => {
    const orderId = await place()
    const answer = await service.post(`/orders/${orderId}/cancel`, 'x'.repeat(100_000))
    expect(answer).toMatchObject({ status: 413, body: { status: 413 } })
    expect(await find(orderId)).toMatchObject({ status: 'PENDING' })
  })

  test('of an order that is not there is not found', async () => {
    expect(await cancel('unknown')).toMatchObject({ status: 404, body: { status: 404 } })
  })

  test('is on the OpenAPI page with all its answers', async () => {
    const { paths } = (await service.get('/docs/json')).body
    const { responses } = paths['/orders/{orderId}/cancel'].post
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['202', '404', '409', '413', '503']))
  })
})

describe('an order that waits for shipping', () => {
  test('learns its price, and is moved by nothing else', async () => {
    const orderId = await place()
    await cancel(orderId)
    await service.send(
      service.message('StockReserved', { orderId, total }),
      service.message('PaymentCaptured', { orderId, amount: total }),
    )
    await service.settled()
    expect(await find(orderId)).toMatchObject({ status: 'CANCEL_PENDING', reason, total })

    await service.send(service.message('ShipmentCancelled', { orderId, reason }))
    await service.published('OrderCancelled', orderId)
    expect(await find(orderId)).toMatchObject({ status: 'CANCELLED', reason, total })
  })

  test.each(['StockRejected', 'PaymentDeclined'] as const)(
    'is cancelled, not rejected, where %s crosses',
    async type => {
      const orderId = await place()
      await cancel(orderId)
      await service.send(service.message(type, { orderId }))
      await service.settled()
      expect(await find(orderId)).toMatchObject({ status: 'CANCEL_PENDING' })

      await service.send(service.message('ShipmentCancelled', { orderId, reason }))
      await service.settled()
      expect(service.events('OrderRejected', orderId)).toEqual([])
      expect(service.events('OrderCancelled', orderId)).toHaveLength(1)
    },
  )

  test('is completed if it was dispatched before shipping heard of the request', async () => {
    const orderId = await place()
    await cancel(orderId)
    await service.send(service.message('ShipmentDispatched', { orderId }))
    await service.published('OrderCompleted', orderId)

    const found = await find(orderId)
    expect(found).toMatchObject({ status: 'COMPLETED' })
    expect(found.reason).toBeUndefined()
    expect(await cancel(orderId)).toMatchObject({ status: 409 })
  })
})

test('a cancellation of an order that never asked for one is dead-lettered', async () => {
  const orderId = await place()
  await service.send(service.message('ShipmentCancelled', { orderId }))
  const { headers } = await service.deadLettered('ShipmentCancelled', orderId)
  expect(headers).toMatchObject({
    dlq_reason: 'DECIDE_FAILED',
    dlq_detail: `ShipmentCancelled cannot happen to order ${orderId}, which is PENDING`,
  })
})
