import { type Input, Rows } from '@orderflow/messaging/decider'
import { expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import { newQuantities } from './decide.ts'
import type { Adjustment, Product, Reservation, Stock } from './stock.ts'

/** mulberry32: the same numbers in [0, 1) for the same seed. */
function random(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const productIds = ['prod-1', 'prod-2', 'prod-3']
const initial = 8
const at = '2026-01-15T10:30:00.000Z'

const initialProducts = () =>
  productIds.map(
    (productId): Product => ({
      productId,
      name: 'A product',
      unitPrice: 500,
      currency: 'EUR',
      available: initial,
      reserved: 0,
      sold: 0,
      version: 1,
    }),
  )

/** A batch starts from what the one before has saved. */
function nextBatch(saved: { products: Product[]; reservations: Reservation[] }): Stock {
  return {
    products: new Rows<Product>(({ productId }) => productId, saved.products),
    reservations: new Rows<Reservation>(({ orderId }) => orderId, saved.reservations),
    adjustments: new Rows<Adjustment>(({ adjustmentId }) => adjustmentId),
  }
}

const saved = <Row>(before: Row[], rows: Rows<Row>, keyOf: (row: Row) => string) => [
  ...before.map(row => rows.get(keyOf(row)) as Row),
  ...rows.inserted(),
]

/** Any input for any of a few orders, possible or not, in any order. */
function anyInput(next: () => number, n: number): Input<never> {
  const below = (limit: number) => Math.floor(next() * limit)
  const orderId = `order-${below(6)}`
  const items = Array.from({ length: 1 + below(3) }, () => {
    return { productId: below(20) === 0 ? 'prod-x' : productIds[below(3)], quantity: 1 + below(4) }
  })
  const adjustment = { productId: productIds[below(3)], delta: below(13) - 6, reason: 'count' }
  const [type, data] = [
    [
      'OrderCreated',
      { orderId, customerId: 'customer-1', items, currency: 'EUR', saga: 1, createdAt: at },
    ] as const,
    ['PaymentDeclined', { orderId }] as const,
    ['ShipmentFailed', { orderId }] as const,
    ['ShipmentCancelled', { orderId }] as const,
    ['ShipmentDispatched', { orderId }] as const,
    ['AdjustStock', adjustment] as const,
  ][below(6)] as [string, unknown]
  return { id: `input-${n}`, type, data: data as never, at, correlationId: 'c', initiator: 'customer' }
}

/** As the shell does: what an input changes is kept if it is decided, and discarded if it throws. */
function step(world: Stock, input: Input<never>): 'kept' | 'discarded' {
  try {
    decide[input.type as keyof typeof decide](world, input)
    for (const rows of Object.values(world)) rows.commit(input)
    return 'kept'
  } catch {
    for (const rows of Object.values(world)) rows.rollback()
    return 'discarded'
  }
}

test('pieces are conserved, whatever comes', () => {
  for (let seed = 1; seed <= 300; seed++) playAndCheck(seed)
})

function playAndCheck(seed: number) {
  const next = random(seed)
  let products = initialProducts()
  let reservations: Reservation[] = []
  const adjusted = new Map<string, number>()

  for (let batch = 0; batch < 8; batch++) {
    const world = nextBatch({ products, reservations })
    const size = 1 + Math.floor(next() * 8)
    for (let n = 0; n < size; n++) step(world, anyInput(next, n + batch * 10))

    for (const { emission } of newQuantities(world, at)) {
      const { productId, available, reserved, sold } = emission.data as Product
      expect(world.products.get(productId)).toMatchObject({ available, reserved, sold })
    }
    for (const { productId, delta } of world.adjustments.inserted()) {
      adjusted.set(productId, (adjusted.get(productId) ?? 0) + delta)
    }
    products = saved(products, world.products, ({ productId }) => productId)
    reservations = saved(reservations, world.reservations, ({ orderId }) => orderId)
    check()
  }

  function check() {
    const places = products.map(({ productId, available, reserved, sold }) => {
      return { productId, available, reserved, sold }
    })
    const due = places.map(({ productId }) => {
      const held = (status: Reservation['status']) =>
        reservations
          .filter(reservation => reservation.status === status)
          .flatMap(reservation => reservation.lines.filter(line => line.productId === productId))
          .reduce((sum, { quantity }) => sum + quantity, 0)
      const [reserved, sold] = [held('RESERVED'), held('SOLD')]
      const left = initial + (adjusted.get(productId) ?? 0) - reserved - sold
      return { productId, available: Math.max(left, 0), reserved, sold }
    })
    expect(places, `seed ${seed}`).toEqual(due)
  }
}

test('the random inputs reach every way in which an input can end', () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed)
    const world = nextBatch({ products: initialProducts(), reservations: [] })
    for (let n = 0; n < 60; n++) seen.add(step(world, anyInput(next, n)))
    for (const { row } of world.reservations.changes()) seen.add(row.status)
    if (world.adjustments.inserted().length > 0) seen.add('adjusted')
  }
  expect([...seen].sort()).toEqual([
    'BARRED',
    'REFUSED',
    'RELEASED',
    'RESERVED',
    'SOLD',
    'adjusted',
    'discarded',
    'kept',
  ])
})
