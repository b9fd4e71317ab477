import { Rows } from '@orderflow/messaging/decider'
import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import { newQuantities } from './decide.ts'
import { type Adjustment, maxPieces, type Product, type Reservation, type Stock } from './stock.ts'

const at = '2026-01-15T10:30:00.000Z'

const product = (productId = 'prod-1', rest: Partial<Product> = {}): Product => {
  return {
    productId,
    name: 'A product',
    unitPrice: 500,
    currency: 'EUR',
    available: 10,
    reserved: 3,
    sold: 5,
    version: 4,
    ...rest,
  }
}

function given(...products: Product[]): Stock {
  return {
    products: new Rows<Product>(({ productId }) => productId, products),
    reservations: new Rows<Reservation>(({ orderId }) => orderId),
    adjustments: new Rows<Adjustment>(({ adjustmentId }) => adjustmentId),
  }
}

function when(world: Stock, delta: number, productId = 'prod-1', id = `adjustment of ${delta}`) {
  const data = { productId, delta, reason: 'delivery' }
  const input = { id, type: 'AdjustStock', data, at, correlationId: 'c', initiator: 'operator' }
  const decision = decide.AdjustStock(world, input)
  for (const rows of Object.values(world)) rows.commit(input)
  return { decision, input }
}

const room = maxPieces - 18

describe('adjust', () => {
  test.each([
    ['more', 7, 17],
    ['fewer', -4, 6],
    ['all that is available', -10, 0],
    ['nothing', 0, 10],
    ['all that there is room for', room, maxPieces - 8],
  ])('by %s (%i) leaves %i available', (_, delta, available) => {
    const world = given(product())

    const { decision } = when(world, delta)

    const adjusted = product('prod-1', { available, version: 5 })
    expect(decision).toEqual({ events: [], reply: { outcome: 'adjusted', product: adjusted } })
    expect(world.products.updated()).toEqual([adjusted])
    expect(world.adjustments.inserted()).toEqual([
      { adjustmentId: `adjustment of ${delta}`, productId: 'prod-1', delta, reason: 'delivery', at },
    ])
  })

  test.each([
    ['one piece too few', 'prod-1', -11, { outcome: 'not-enough', available: 10 }],
    ['far too few', 'prod-1', Number.MIN_SAFE_INTEGER, { outcome: 'not-enough', available: 10 }],
    ['one piece too many', 'prod-1', room + 1, { outcome: 'too-many', room }],
    ['far too many', 'prod-1', Number.MAX_SAFE_INTEGER, { outcome: 'too-many', room }],
    ['an unknown product', 'prod-x', 1, { outcome: 'unknown-product' }],
  ])('refuses %s and changes nothing', (_, productId, delta, reply) => {
    const world = given(product())

    expect(when(world, delta, productId).decision).toEqual({ ignored: 'not-ours', reply })

    expect(world.products.changes()).toEqual([])
    expect(world.adjustments.changes()).toEqual([])
  })

  test('two of one batch add up, and each is on record', () => {
    const world = given(product())
    when(world, -6)
    expect(when(world, -5).decision.reply).toEqual({ outcome: 'not-enough', available: 4 })
    when(world, 1)
    expect(world.products.get('prod-1')).toEqual(product('prod-1', { available: 5, version: 6 }))
    expect(world.adjustments.inserted().map(({ delta }) => delta)).toEqual([-6, 1])
  })
})

describe('newQuantities', () => {
  test('one event per changed product, with its last state and the last input that changed it', () => {
    const world = given(product('prod-1'), product('prod-2'), product('prod-3'))
    when(world, 1, 'prod-2', 'input-1')
    when(world, 1, 'prod-1', 'input-2')
    const { input: last } = when(world, 5, 'prod-2', 'input-3')

    const concluded = newQuantities(world, at)

    expect(concluded).toHaveLength(2)
    const [first] = concluded
    const data = { productId: 'prod-2', available: 16, reserved: 3, sold: 5, adjustedAt: at }
    expect(first).toEqual({ emission: { type: 'InventoryAdjusted', sequence: 6, data }, by: last })
    expect(concluded[1]?.by.id).toBe('input-2')
  })

  test('none for an input that was refused or rolled back', () => {
    const world = given(product('prod-1'), product('prod-2'))
    when(world, -11)
    world.products.set(product('prod-2', { available: 0 }))
    world.products.rollback()
    expect(newQuantities(world, at)).toEqual([])
  })
})
