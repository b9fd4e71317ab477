import { type Input, Rows } from '@orderflow/messaging'
import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import type { Adjustment, Product, Reservation, Stock } from './stock.ts'

const orderId = 'order-1'
const at = '2026-01-15T10:30:00.000Z'
const lines = [
  { productId: 'prod-1', quantity: 2 },
  { productId: 'prod-2', quantity: 1 },
]
const events = ['PaymentDeclined', 'ShipmentFailed', 'ShipmentDispatched'] as const

const product = (productId: string): Product => {
  return {
    productId,
    name: 'A product',
    unitPrice: 500,
    currency: 'EUR',
    available: 10,
    reserved: 3,
    sold: 5,
    version: 4,
  }
}

function given(status: Reservation['status'] | undefined, products = ['prod-1', 'prod-2']): Stock {
  const reservations: Reservation[] = status === undefined ? [] : [{ orderId, status, lines, version: 1 }]
  return {
    products: new Rows<Product>(({ productId }) => productId, products.map(product)),
    reservations: new Rows<Reservation>(r => r.orderId, reservations),
    adjustments: new Rows<Adjustment>(({ adjustmentId }) => adjustmentId),
  }
}

const inputOf = (type: (typeof events)[number]): Input<never> => {
  const data = { orderId, reason: 'BECAUSE' } as never
  return { id: `a ${type}`, type, data, at, correlationId: 'c', initiator: 'customer' }
}

function when(world: Stock, type: (typeof events)[number]) {
  const input = inputOf(type)
  const decision = decide[type](world, input)
  for (const rows of Object.values(world)) rows.commit(input)
  return decision
}

const released = {
  events: [{ type: 'StockReleased', sequence: 2, data: { orderId, lines, releasedAt: at } }],
}

test.each([
  ['PaymentDeclined', 'RELEASED', { available: [12, 11], reserved: [1, 2], sold: [5, 5] }, released],
  ['ShipmentFailed', 'RELEASED', { available: [12, 11], reserved: [1, 2], sold: [5, 5] }, released],
  ['ShipmentDispatched', 'SOLD', { available: [10, 10], reserved: [1, 2], sold: [7, 6] }, { events: [] }],
] as const)('%s: what was reserved is %s', (type, status, { available, reserved, sold }, decision) => {
  const world = given('RESERVED')

  expect(when(world, type)).toEqual(decision)

  expect(world.reservations.updated()).toEqual([{ orderId, status, lines, version: 2 }])
  expect(world.products.updated()).toEqual(
    ['prod-1', 'prod-2'].map((productId, i) => ({
      ...product(productId),
      available: available[i],
      reserved: reserved[i],
      sold: sold[i],
      version: 5,
    })),
  )
})

test.each([
  ['PaymentDeclined', 'RELEASED'],
  ['ShipmentFailed', 'RELEASED'],
  ['ShipmentDispatched', 'SOLD'],
] as const)('%s is a duplicate for what is %s', (type, status) => {
  const world = given(status)
  expect(when(world, type)).toEqual({ ignored: 'duplicate' })
  expect(world.products.changes()).toEqual([])
  expect(world.reservations.changes()).toEqual([])
})

test('an event that comes twice in one batch moves the pieces once', () => {
  const world = given('RESERVED')
  when(world, 'ShipmentFailed')
  expect(when(world, 'ShipmentFailed')).toEqual({ ignored: 'duplicate' })
  expect(world.products.get('prod-1')).toMatchObject({ available: 12, reserved: 1 })
})

describe('what cannot happen throws, and leaves no trace once it is rolled back', () => {
  test.each([
    ['PaymentDeclined', 'REFUSED'],
    ['PaymentDeclined', 'SOLD'],
    ['ShipmentFailed', 'REFUSED'],
    ['ShipmentFailed', 'SOLD'],
    ['ShipmentDispatched', 'REFUSED'],
    ['ShipmentDispatched', 'RELEASED'],
  ] as const)('%s to a reservation that is %s', (type, status) => {
    const world = given(status)
    expect(() => when(world, type)).toThrow(
      `${type} cannot happen to the reservation of order order-1, which is ${status}`,
    )
    expectUntouched(world)
  })

  test.each(events)('%s of an order that never came', type => {
    const world = given(undefined)
    expect(() => when(world, type)).toThrow(
      `${type} cannot happen to the reservation of order order-1, which is NONE`,
    )
    expectUntouched(world)
  })

  test.each(events)('%s when a later line has lost its product: the first line is put back', type => {
    const world = given('RESERVED', ['prod-1'])
    expect(() => when(world, type)).toThrow(TypeError)
    expectUntouched(world)
  })
})

function expectUntouched(world: Stock) {
  for (const rows of Object.values(world)) rows.rollback()
  // Nothing may be left over for the next input's commit.
  for (const rows of Object.values(world)) rows.commit(inputOf('ShipmentFailed'))
  expect(world.products.changes()).toEqual([])
  expect(world.reservations.changes()).toEqual([])
  expect(world.products.get('prod-1')).toEqual(product('prod-1'))
}
