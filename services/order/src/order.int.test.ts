import { startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'

let service: Awaited<ReturnType<typeof start>>
const start = () =>
  startServiceUnderTest({
    define: order,
    schema: configSchema,
    migrations: new URL('../migrations/', import.meta.url),
  })

beforeAll(async () => {
  service = await start()
})
afterAll(() => service?.stop())

const body = { customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }

function post(json: unknown, headers: Record<string, string> = {}) {
  return fetch(`${service.address}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof json === 'string' ? json : JSON.stringify(json),
  })
}

async function place(json: unknown = body): Promise<string> {
  const { orderId } = (await (await post(json)).json()) as { orderId: string }
  return orderId
}

const get = async (orderId: string) => (await fetch(`${service.address}/orders/${orderId}`)).json()

test('an accepted order is announced with its trail', async () => {
  const correlationId = crypto.randomUUID()
  const response = await post(body, { 'x-correlation-id': correlationId })
  const { orderId, status } = (await response.json()) as { orderId: string; status: string }

  expect(response.status).toBe(202)
  expect(response.headers.get('location')).toBe(`/orders/${orderId}`)
  expect(status).toBe('PENDING')
  const event = await service.eventually(all => all.find(({ key }) => key === orderId))
  expect(event).toMatchObject({
    topic: 'order.created.v1',
    data: { orderId, ...body },
    headers: {
      ce_type: 'OrderCreated',
      ce_correlationid: correlationId,
      ce_initiator: 'customer',
      ce_sequence: '1',
    },
  })
  expect(await get(orderId)).toMatchObject({ orderId, ...body, status: 'PENDING', correlationId })
})

test('one Idempotency-Key gives one order, and no other body', async () => {
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const [first, ...others] = await Promise.all(
    Array.from({ length: 10 }, async () => (await post(body, headers)).json()),
  )
  for (const other of others) expect(other).toEqual(first)

  const conflict = await post({ ...body, customerId: 'c-2' }, headers)
  expect(conflict.status).toBe(409)
  expect(conflict.headers.get('content-type')).toContain('application/problem+json')
  const { rows } = await service.pool.query('SELECT count(*)::int AS n FROM idempotency_keys')
  expect(rows[0].n).toBe(1)
})

test.each([
  ['quantity 0', { ...body, items: [{ productId: 'prod-1', quantity: 0 }] }, 400],
  ['a quantity as text', { ...body, items: [{ productId: 'prod-1', quantity: '2' }] }, 400],
  ['no items', { ...body, items: [] }, 400],
  ['no customer', { items: body.items }, 400],
  ['an unknown field', { ...body, coupon: 'FREE' }, 400],
  ['broken JSON', '{"customerId":', 400],
  ['100 kB', { ...body, note: 'x'.repeat(100_000) }, 413],
])('%s is refused with a problem', async (_name, json, status) => {
  const response = await post(json)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  expect(await response.json()).toMatchObject({ status })
})

test('the same event three times moves an order once', async () => {
  const orderId = await place()
  const lines = [{ ...body.items[0]!, unitPrice: { amount: 100, currency: 'EUR' } }]
  const reserved = service.message('StockReserved', {
    orderId,
    customerId: 'c-1',
    lines,
    total: { amount: 200, currency: 'EUR' },
    reservedAt: new Date().toISOString(),
  })
  const dispatched = service.message('ShipmentDispatched', {
    orderId,
    trackingNumber: 'T',
    dispatchedAt: new Date().toISOString(),
  })
  await service.send(reserved, reserved, reserved)
  await service.send(dispatched, dispatched, dispatched)
  await service.eventually(all =>
    all.find(({ topic, key }) => topic === 'order.completed.v1' && key === orderId),
  )
  await service.send(dispatched, reserved)
  // An order of its own behind them: when it is done, so are they.
  const last = await place()
  await service.send(
    service.message('StockRejected', {
      orderId: last,
      reason: 'OUT_OF_STOCK',
      rejectedAt: new Date().toISOString(),
    }),
  )
  await service.eventually(all => all.find(({ topic, key }) => topic === 'order.rejected.v1' && key === last))

  expect(await get(orderId)).toMatchObject({ status: 'COMPLETED', total: { amount: 200, currency: 'EUR' } })
  expect(
    service.observed().filter(({ topic, key }) => topic === 'order.completed.v1' && key === orderId),
  ).toHaveLength(1)
})

test('orders survive a restart of the service', async () => {
  const orderId = await place()
  await service.restart()
  expect(await get(orderId)).toMatchObject({ orderId, status: 'PENDING' })
})
