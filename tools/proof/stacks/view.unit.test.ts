import { describe, expect, it } from 'vitest'
import { mismatches } from './compare.ts'
import { EventView, type Received } from './view.ts'

const time = '2026-01-15T10:30:00.000Z'
const created: Received = {
  id: 'e-1',
  type: 'OrderCreated',
  time,
  data: { items: [{ productId: 'p-1', quantity: 2 }] },
}
const reserved: Received = {
  id: 'e-2',
  type: 'StockReserved',
  time,
  data: { lines: [{ productId: 'p-1', quantity: 2 }] },
}
const released: Received = { ...reserved, id: 'e-3', type: 'StockReleased' }

const viewOf = (...events: readonly Received[]) => {
  const view = new EventView()
  for (const event of events) view.apply(event)
  return view.report()
}

describe('EventView', () => {
  it('takes each event once, in any order, and counts what comes again', () => {
    const expected = { orders: 1, products: { 'p-1': { ordered: 2, held: 0 } }, events: 3, duplicates: 0 }
    expect(viewOf(created, reserved, released)).toEqual(expected)
    expect(viewOf(released, created, created, reserved, released)).toEqual({ ...expected, duplicates: 2 })
  })

  it('leaves alone what it is not about', () => {
    expect(viewOf({ ...created, type: 'OrderCompleted' }).events).toBe(0)
  })
})

describe('mismatches', () => {
  const truth = { orders: 1, products: { 'p-1': { ordered: 2, held: 2 } } }

  it('finds none where a view equals the truth, zeros left out', () => {
    expect(mismatches(truth, viewOf(created, reserved))).toEqual([])
    expect(
      mismatches(truth, { orders: 1, products: { ...truth.products, 'p-2': { ordered: 0, held: 0 } } }),
    ).toEqual([])
  })

  it('names every figure that differs, also of a product that one side does not know', () => {
    expect(mismatches(truth, { orders: 2, products: { 'p-2': { ordered: 0, held: 1 } } })).toEqual([
      'orders: 2 instead of 1',
      'p-1 ordered: 0 instead of 2',
      'p-1 held: 0 instead of 2',
      'p-2 held: 1 instead of 0',
    ])
  })
})
