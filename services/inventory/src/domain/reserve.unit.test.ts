import { type Input, Rows } from '@orderflow/messaging/decider'
import { expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import type { Adjustment, Line, Product, Reservation, Stock } from './stock.ts'

const at = '2026-01-15T10:30:00.000Z'

const product = (productId: string, available: number, rest: Partial<Product> = {}): Product => {
  return {
    productId,
    name: 'A product',
    unitPrice: 500,
    currency: 'EUR',
    available,
    reserved: 0,
    sold: 0,
    version: 1,
    ...rest,
  }
}
const line = (productId: string, quantity: number): Line => ({ productId, quantity })

function given(products: Product[], reservations: Reservation[] = []): Stock {
  return {
    products: new Rows<Product>(({ productId }) => productId, products),
    reservations: new Rows<Reservation>(({ orderId }) => orderId, reservations),
    adjustments: new Rows<Adjustment>(({ adjustmentId }) => adjustmentId),
  }
}

function when(world: Stock, items: Line[], orderId = 'order-1', currency = 'EUR', saga = 1) {
  const data = { orderId, customerId: 'customer-1', items, currency, saga, createdAt: at }
  const input: Input<typeof data> = {
    id: `event-of-${orderId}`,
    type: 'OrderCreated',
    data,
    at,
    correlationId: 'c',
    initiator: 'customer',
  }
  const decision = decide.OrderCreated(world, input)
  for (const rows of Object.values(world)) rows.commit(input)
  return decision
}

const stock = () => given([product('prod-1', 10), product('prod-2', 3, { unitPrice: 250 })])

test('reserves every line and publishes it with its price and the total', () => {
  const world = stock()

  const decision = when(world, [line('prod-1', 2), line('prod-2', 1)])

  const price = (amount: number) => ({ amount, currency: 'EUR' })
  expect(decision).toEqual({
    events: [
      {
        type: 'StockReserved',
        sequence: 1,
        data: {
          orderId: 'order-1',
          customerId: 'customer-1',
          lines: [
            { productId: 'prod-1', quantity: 2, unitPrice: price(500) },
            { productId: 'prod-2', quantity: 1, unitPrice: price(250) },
          ],
          total: price(1250),
          saga: 1,
          reservedAt: at,
        },
        versions: [1],
      },
    ],
  })
  expect(world.products.updated()).toEqual([
    product('prod-1', 8, { reserved: 2, version: 2 }),
    product('prod-2', 2, { reserved: 1, version: 2, unitPrice: 250 }),
  ])
  expect(world.reservations.inserted()).toEqual([
    {
      orderId: 'order-1',
      status: 'RESERVED',
      lines: [line('prod-1', 2), line('prod-2', 1)],
      version: 1,
    },
  ])
})

test('a reservation of saga 2 is told in version 2 alone, which payment does not read', () => {
  const { events } = when(stock(), [line('prod-1', 1)], 'order-1', 'EUR', 2)
  expect(events).toMatchObject([{ type: 'StockReserved', data: { saga: 2 }, versions: [2] }])
})

test('an order may cost as much as an amount can be', () => {
  const dear = product('prod-dear', 1, { unitPrice: Number.MAX_SAFE_INTEGER - 500 })
  const { events } = when(given([dear, product('prod-1', 1)]), [line('prod-dear', 1), line('prod-1', 1)])
  expect(events).toMatchObject([
    { type: 'StockReserved', data: { total: { amount: Number.MAX_SAFE_INTEGER } } },
  ])
})

test('a product that is named twice is one line of the sum', () => {
  const world = stock()

  const { events } = when(world, [line('prod-1', 2), line('prod-2', 1), line('prod-1', 3)])

  expect(events?.[0]?.data).toMatchObject({
    lines: [line('prod-1', 5), line('prod-2', 1)],
    total: { amount: 2750, currency: 'EUR' },
  })
  expect(world.products.get('prod-1')).toEqual(product('prod-1', 5, { reserved: 5, version: 2 }))
})

test('takes exactly the last piece, and not one more', () => {
  const world = stock()

  expect(when(world, [line('prod-2', 3)], 'order-1').events?.[0]?.type).toBe('StockReserved')
  expect(world.products.get('prod-2')).toMatchObject({ available: 0, reserved: 3 })

  expect(when(world, [line('prod-2', 1)], 'order-2').events?.[0]?.type).toBe('StockRejected')
  expect(world.products.get('prod-2')).toMatchObject({ available: 0, reserved: 3 })
})

test.each([
  ['out of stock', [line('prod-1', 11)], 'OUT_OF_STOCK', 'prod-1'],
  ['out of stock on a later line', [line('prod-1', 1), line('prod-2', 4)], 'OUT_OF_STOCK', 'prod-2'],
  ['out of stock by the sum of its lines', [line('prod-2', 2), line('prod-2', 2)], 'OUT_OF_STOCK', 'prod-2'],
  ['an unknown product', [line('prod-1', 1), line('prod-x', 1)], 'UNKNOWN_PRODUCT', 'prod-x'],
  ['several causes: the first', [line('prod-x', 1), line('prod-1', 11)], 'UNKNOWN_PRODUCT', 'prod-x'],
  [
    'a product in another currency',
    [line('prod-1', 1), line('prod-usd', 1)],
    'CURRENCY_NOT_OFFERED',
    'prod-usd',
  ],
  ['no lines at all', [], 'EMPTY_ORDER', undefined],
  ['a line that costs more than an amount can be', [line('prod-dear', 1000)], 'TOTAL_TOO_LARGE', undefined],
  [
    'lines that do so together',
    [line('prod-dear', 900), line('prod-1', 1), line('prod-dearer', 1)],
    'TOTAL_TOO_LARGE',
    undefined,
  ],
  ['a product that does so by itself', [line('prod-dearest', 1)], 'TOTAL_TOO_LARGE', undefined],
])('refuses the whole order for %s', (_, items, reason, productId) => {
  const world = given([
    product('prod-1', 10),
    product('prod-2', 3),
    product('prod-usd', 10, { currency: 'USD' }),
    product('prod-dear', 1000, { unitPrice: 1e13 }),
    product('prod-dearer', 1, { unitPrice: Number.MAX_SAFE_INTEGER - 9e15 - 499 }),
    product('prod-dearest', 1, { unitPrice: 2 ** 53 }),
  ])

  const decision = when(world, items)

  const data = { orderId: 'order-1', reason, productId, rejectedAt: at }
  expect(decision).toEqual({ events: [{ type: 'StockRejected', sequence: 1, data }] })
  expect(world.products.changes()).toEqual([])
  expect(world.reservations.inserted()).toMatchObject([{ orderId: 'order-1', status: 'REFUSED' }])
})

test.each(['RESERVED', 'REFUSED', 'RELEASED', 'SOLD'] as const)(
  'an order that came before and is %s now is a duplicate',
  status => {
    const seen = { orderId: 'order-1', status, lines: [line('prod-1', 1)], version: 1 }
    const world = given([product('prod-1', 10)], [seen])

    expect(when(world, [line('prod-1', 1)])).toEqual({ ignored: 'duplicate' })

    expect(world.products.changes()).toEqual([])
    expect(world.reservations.changes()).toEqual([])
  },
)

test('an order that comes twice in one batch is reserved once', () => {
  const world = stock()

  when(world, [line('prod-1', 4)])

  expect(when(world, [line('prod-1', 4)])).toEqual({ ignored: 'duplicate' })
  expect(world.products.get('prod-1')).toEqual(product('prod-1', 6, { reserved: 4, version: 2 }))
})

test('the orders of one batch see what those before them took', () => {
  const world = stock()

  const types = ['order-1', 'order-2', 'order-3'].map(
    orderId => when(world, [line('prod-1', 4)], orderId).events?.[0]?.type,
  )

  expect(types).toEqual(['StockReserved', 'StockReserved', 'StockRejected'])
  expect(world.products.get('prod-1')).toEqual(product('prod-1', 2, { reserved: 8, version: 3 }))
})

test('an order is priced in its own currency, or refused', () => {
  const world = given([product('prod-eur', 10), product('prod-usd', 10, { currency: 'USD' })])

  expect(when(world, [line('prod-usd', 2)], 'order-1', 'USD').events).toMatchObject([
    { data: { total: { amount: 1000, currency: 'USD' } } },
  ])
  expect(when(world, [line('prod-eur', 1)], 'order-2', 'USD').events).toMatchObject([
    { data: { reason: 'CURRENCY_NOT_OFFERED', productId: 'prod-eur' } },
  ])
})
