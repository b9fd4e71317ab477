import type { Input } from '@orderflow/messaging/decider'
import { expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import { worldOf } from '../domain.fixture.ts'
import type { Orders, PlaceOrder } from './order.ts'

const at = '2026-01-15T10:30:00.000Z'
const deadlineAt = '2026-01-15T10:45:00.000Z'
const items = [
  { productId: 'prod-1', quantity: 2 },
  { productId: 'prod-2', quantity: 1 },
]
const placing = (orderId: string): PlaceOrder => {
  return {
    orderId,
    customerId: 'customer-1',
    pseudonym: `for-${orderId}`,
    items,
    currency: 'EUR',
    deadlineMs: 15 * 60_000,
  }
}

const given = () => worldOf([], [])

function when(world: Orders, data: PlaceOrder) {
  const input: Input<PlaceOrder> = {
    id: `command-for-${data.orderId}`,
    type: 'PlaceOrder',
    data,
    at,
    correlationId: `correlation-${data.orderId}`,
    initiator: 'customer',
  }
  const decision = decide(() => false).PlaceOrder(world, input)
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
        data: {
          orderId: 'order-1',
          customerId: 'for-order-1',
          items,
          currency: 'EUR',
          saga: 1,
          createdAt: at,
        },
        versions: [2, 1],
      },
    ],
  })
  expect(world.orders.inserted()).toEqual([
    {
      orderId: 'order-1',
      customerId: 'for-order-1',
      items,
      currency: 'EUR',
      destinationCountry: null,
      status: 'PENDING',
      reason: null,
      total: null,
      correlationId: 'correlation-order-1',
      saga: 1,
      version: 1,
      deadlineAt,
      createdAt: at,
      updatedAt: at,
    },
  ])
})

test('an order of saga 2 says so, and is told in no version whose readers would not know', () => {
  const world = given()
  const { events } = when(world, { ...placing('order-1'), saga: 2 })
  expect(events).toMatchObject([{ data: { saga: 2 }, versions: [3] }])
  expect(world.orders.inserted()).toMatchObject([{ saga: 2 }])
})

test('the currency and the country that it goes to are kept and announced', () => {
  const world = given()

  const { events } = when(world, { ...placing('order-1'), currency: 'USD', destinationCountry: 'US' })

  expect(events).toMatchObject([{ data: { currency: 'USD', destinationCountry: 'US' } }])
  expect(world.orders.inserted()).toMatchObject([{ currency: 'USD', destinationCountry: 'US' }])
})

test('a customer has one pseudonym: that of their first order, in the same batch and in every later one', () => {
  const known = { customerId: 'customer-1', pseudonym: 'pseudonym-1' }
  for (const [world, pseudonym] of [
    [given(), 'for-order-1'],
    [worldOf([known], []), 'pseudonym-1'],
  ] as const) {
    const said = ['order-1', 'order-2'].flatMap(orderId => when(world, placing(orderId)).events ?? [])
    const other = when(world, { ...placing('order-3'), customerId: 'customer-2' }).events
    expect(said).toMatchObject([{ data: { customerId: pseudonym } }, { data: { customerId: pseudonym } }])
    expect(other).toMatchObject([{ data: { customerId: 'for-order-3' } }])
  }
})
