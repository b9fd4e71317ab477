import { type Input, Rows } from '@orderflow/messaging/decider'
import { expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import type { Order, Orders, PlaceOrder } from './order.ts'

const at = '2026-01-15T10:30:00.000Z'
const deadlineAt = '2026-01-15T10:45:00.000Z'
const items = [
  { productId: 'prod-1', quantity: 2 },
  { productId: 'prod-2', quantity: 1 },
]
const placing = (orderId: string): PlaceOrder => {
  return { orderId, customerId: 'customer-1', items, currency: 'EUR', deadlineMs: 15 * 60_000 }
}

const given = (): Orders => ({ orders: new Rows<Order>(order => order.orderId) })

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

  const decision = when(world, placing('order-1'))

  expect(decision).toEqual({
    reply: { outcome: 'accepted', orderId: 'order-1' },
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
})

test('the currency and the country that it goes to are kept and announced', () => {
  const world = given()

  const { events } = when(world, { ...placing('order-1'), currency: 'USD', destinationCountry: 'US' })

  expect(events).toMatchObject([{ data: { currency: 'USD', destinationCountry: 'US' } }])
  expect(world.orders.inserted()).toMatchObject([{ currency: 'USD', destinationCountry: 'US' }])
})
