import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import { at, given, inputOf, lines, orderId, product, when } from '../domain.fixture.ts'
import type { Reservation, Stock } from './stock.ts'
import type { Inputs, State } from './transitions.ts'

const columns = [
  'OrderCreated',
  'PaymentDeclined',
  'ShipmentFailed',
  'ShipmentCancelled',
  'ShipmentDispatched',
] as const satisfies Inputs[]

/** What an input makes of a reservation of two pieces of prod-1 and one of prod-2, or why it makes nothing. */
interface Change {
  readonly status: Reservation['status']
  /** The pieces of both products after it. */
  readonly pieces:
    | { readonly available: number; readonly reserved: number; readonly sold: number }[]
    | 'as before'
  readonly publishes: readonly string[]
}
type Effect = Change | 'duplicate' | 'late' | 'throws'

const pieces = (...places: [available: number, reserved: number, sold: number][]) =>
  places.map(([available, reserved, sold]) => ({ available, reserved, sold }))

const reserves: Effect = {
  status: 'RESERVED',
  pieces: pieces([8, 5, 5], [9, 4, 5]),
  publishes: ['StockReserved'],
}
const releases: Effect = {
  status: 'RELEASED',
  pieces: pieces([12, 1, 5], [11, 2, 5]),
  publishes: ['StockReleased'],
}
const sells: Effect = { status: 'SOLD', pieces: pieces([10, 1, 7], [10, 2, 6]), publishes: [] }
const bars: Effect = { status: 'BARRED', pieces: 'as before', publishes: [] }

// Written out from the saga, not from the code.
const table: Readonly<Record<State, readonly Effect[]>> = {
  NONE: [reserves, 'throws', 'throws', bars, 'throws'],
  RESERVED: ['duplicate', releases, releases, releases, sells],
  REFUSED: ['duplicate', 'throws', 'throws', 'late', 'throws'],
  RELEASED: ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'throws'],
  SOLD: ['duplicate', 'throws', 'throws', 'throws', 'duplicate'],
  BARRED: ['late', 'throws', 'throws', 'duplicate', 'throws'],
}
const cells = Object.entries(table).flatMap(([state, effects]) =>
  effects.map((effect, i) => ({ state: state as State, input: columns[i] as Inputs, effect })),
)

describe('every state against every input', () => {
  test('the table is complete', () => {
    expect(Object.keys(decide).sort()).toEqual([...columns, 'AdjustStock'].sort())
    expect(cells).toHaveLength(6 * 5)
  })

  test.each(cells)('$state, $input', ({ state, input, effect }) => {
    const world = given(state)
    if (effect === 'throws') {
      expect(() => when(world, input)).toThrow(
        `${input} cannot happen to the reservation of order order-1, which is ${state}`,
      )
      expectUntouched(world)
      return
    }
    const decision = when(world, input)
    if (typeof effect === 'string') {
      expect(decision).toEqual({ ignored: effect })
      expectUntouched(world)
      return
    }
    expect(decision.events?.map(({ type }) => type)).toEqual(effect.publishes)
    expect(world.reservations.changes().map(({ row }) => row)).toEqual([
      {
        orderId,
        status: effect.status,
        lines: effect.status === 'BARRED' ? [] : lines,
        version: state === 'NONE' ? 1 : 2,
      },
    ])
    expect(world.products.updated()).toEqual(
      effect.pieces === 'as before'
        ? []
        : effect.pieces.map((places, i) => product(`prod-${i + 1}`, { ...places, version: 5 })),
    )
  })
})

test.each(['PaymentDeclined', 'ShipmentFailed', 'ShipmentCancelled'] as const)(
  '%s: what is given back is announced line by line',
  type => {
    const data = { orderId, lines, releasedAt: at }
    expect(when(given('RESERVED'), type)).toEqual({ events: [{ type: 'StockReleased', sequence: 2, data }] })
  },
)

test('an event that comes twice in one batch moves the pieces once', () => {
  const world = given('RESERVED')
  when(world, 'ShipmentFailed')
  expect(when(world, 'ShipmentFailed')).toEqual({ ignored: 'duplicate' })
  expect(world.products.get('prod-1')).toMatchObject({ available: 12, reserved: 1 })
})

test.each(columns.slice(1))('%s when a later line has lost its product: the first line is put back', type => {
  const world = given('RESERVED', [product('prod-1')])
  expect(() => when(world, type)).toThrow(TypeError)
  expectUntouched(world)
})

function expectUntouched(world: Stock) {
  for (const rows of Object.values(world)) rows.rollback()
  // Nothing may be left over for the next input's commit.
  for (const rows of Object.values(world)) rows.commit(inputOf('ShipmentFailed'))
  expect(world.products.changes()).toEqual([])
  expect(world.reservations.changes()).toEqual([])
  expect(world.products.get('prod-1')).toEqual(product('prod-1'))
}
