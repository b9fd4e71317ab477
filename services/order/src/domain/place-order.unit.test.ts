import { type Input, Rows } from '@orderflow/messaging'
import { expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import type { IdempotencyKey, Order, Orders, PlaceOrder } from './order.ts'

const at = '2026-01-15T10:30:00.000Z'
const deadlineAt = '2026-01-15T10:45:00.000Z'
const items = [
  { productId: 'prod-1', quantity: 2 },
  { productId: 'prod-2', quantity: 1 },
]
const unkeyed = (orderId: string): PlaceOrder => {
  return { orderId, customerId: 'customer-1', items, currency: 'EUR', deadlineAt }
}
const keyed = (orderId: string, fingerprint: string, key = 'key-1'): PlaceOrder => {
  return { ...unkeyed(orderId), idempotency: { key, fingerprint } }
}
const accepted = (orderId: string) => ({ outcome: 'accepted', orderId })

function given(used: IdempotencyKey[] = []): Orders {
  return {
    orders: new Rows<Order>(order => order.orderId),
    idempotencyKeys: new Rows<IdempotencyKey>(({ key }) => key, used),
  }
}

function when(world: Orders, data: PlaceOrder) {
  const input: Input<PlaceOrder> = {
    id: `command-for-${data.orderId}`,
    type: 'PlaceOrder',
    data,
    at,
    correlationId: `correlation-${data.orderId}`,
    initiator: 'customer',
  }
  const decision = decide.PlaceOrder(world, input)
  for (const rows of Object.values(world)) rows.commit(input)
  return decision
}

test('a new order is PENDING, without a price, and is announced once', () => {
  const world = given()

  const decision = when(world, unkeyed('order-1'))

  expect(decision).toEqual({
    reply: accepted('order-1'),
    events: [
      {
        type: 'OrderCreated',
        sequence: 1,
        data: { orderId: 'order-1', customerId: 'customer-1', items, currency: 'EUR', createdAt: at },
      },
    ],
  })
  expect(world.orders.inserted()).toEqual([
    {
      orderId: 'order-1',
      customerId: 'customer-1',
      items,
      currency: 'EUR',
      destinationCountry: null,
      status: 'PENDING',
      reason: null,
      total: null,
      correlationId: 'correlation-order-1',
      version: 1,
      deadlineAt,
      createdAt: at,
      updatedAt: at,
    },
  ])
  expect(world.idempotencyKeys.inserted()).toEqual([])
})

test('the currency and the country that it goes to are kept and announced', () => {
  const world = given()

  const { events } = when(world, { ...unkeyed('order-1'), currency: 'USD', destinationCountry: 'US' })

  expect(events).toMatchObject([{ data: { currency: 'USD', destinationCountry: 'US' } }])
  expect(world.orders.inserted()).toMatchObject([{ currency: 'USD', destinationCountry: 'US' }])
})

test('an Idempotency-Key is kept with the order that it led to', () => {
  const world = given()

  expect(when(world, keyed('order-1', 'body-a')).events).toHaveLength(1)

  expect(world.idempotencyKeys.inserted()).toEqual([
    { key: 'key-1', fingerprint: 'body-a', orderId: 'order-1' },
  ])
})

test.each([
  ['the same body', 'body-a', { ignored: 'duplicate', reply: accepted('order-1') }],
  ['another body', 'body-b', { ignored: 'not-ours', reply: { outcome: 'key-reused' } }],
])('a key that was used before, with %s, makes no order', (_, fingerprint, expected) => {
  const world = given([{ key: 'key-1', fingerprint: 'body-a', orderId: 'order-1' }])

  expect(when(world, keyed('order-2', fingerprint))).toEqual(expected)

  expect(world.orders.changes()).toEqual([])
  expect(world.idempotencyKeys.changes()).toEqual([])
})

test.each([
  ['the same body', 'body-a', accepted('order-1')],
  ['another body', 'body-b', { outcome: 'key-reused' }],
])('two requests of one batch with one key and %s make one order', (_, fingerprint, reply) => {
  const world = given()

  const first = when(world, keyed('order-1', 'body-a'))
  const second = when(world, keyed('order-2', fingerprint))

  expect(first.reply).toEqual(accepted('order-1'))
  expect(second.reply).toEqual(reply)
  expect([...(first.events ?? []), ...(second.events ?? [])]).toHaveLength(1)
  expect(world.orders.inserted().map(order => order.orderId)).toEqual(['order-1'])
  expect(world.idempotencyKeys.inserted()).toHaveLength(1)
})

test.each([
  ['other keys', keyed('order-2', 'body-a', 'key-2')],
  ['no key', unkeyed('order-2')],
])('the same body with %s makes another order', (_, second) => {
  const world = given()

  when(world, keyed('order-1', 'body-a'))

  expect(when(world, second).reply).toEqual(accepted('order-2'))
  expect(world.orders.inserted()).toHaveLength(2)
})
