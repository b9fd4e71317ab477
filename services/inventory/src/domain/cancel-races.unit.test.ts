import { arrivals } from '@orderflow/messaging/testing/arrivals'
import { describe, expect, test } from 'vitest'
import { given, lines, orderId, product, when } from '../domain.fixture.ts'
import type { Reservation, Stock } from './stock.ts'
import type { Inputs } from './transitions.ts'

const placesOf = (world: Stock) =>
  ['prod-1', 'prod-2'].map(productId => {
    const { available = 0, reserved = 0, sold = 0 } = world.products.get(productId) ?? {}
    return { available, reserved, sold }
  })

/** Plays inputs for one order, and sees that no piece is given away that is not there, nor given back twice. */
function play(arrived: readonly Inputs[], items: typeof lines) {
  const world = given('NONE', [product('prod-1', { reserved: 0 }), product('prod-2', { reserved: 0 })])
  const before = placesOf(world)
  const published = arrived.flatMap(input => {
    const { events = [] } = when(world, input, items)
    placesOf(world).forEach(({ available, reserved, sold }, i) => {
      const all = (before[i]?.available ?? 0) + (before[i]?.sold ?? 0)
      if (Math.min(available, reserved, sold) < 0 || available + reserved + sold !== all) {
        throw new Error(`${available} + ${reserved} + ${sold} of ${all} after ${arrived.join(', ')}`)
      }
    })
    return events.map(({ type }) => type)
  })
  const isUndone = JSON.stringify(placesOf(world)) === JSON.stringify(before)
  return { status: world.reservations.get(orderId)?.status, published, isUndone }
}

interface Race {
  readonly race: string
  readonly inputs: readonly Inputs[]
  readonly items?: typeof lines
  /** All the states in which such a reservation may end, with what was published by then. */
  readonly ends: Readonly<Partial<Record<Reservation['status'], readonly string[]>>>
}

const released = ['StockReserved', 'StockReleased']
const races: readonly Race[] = [
  {
    race: 'a cancellation',
    inputs: ['OrderCreated', 'ShipmentCancelled'],
    ends: { BARRED: [], RELEASED: released },
  },
  {
    race: 'a cancellation of an order that cannot be had',
    inputs: ['OrderCreated', 'ShipmentCancelled'],
    items: lines.map(line => ({ ...line, quantity: 11 })),
    ends: { BARRED: [], REFUSED: ['StockRejected'] },
  },
  {
    race: 'a cancellation and a declined payment',
    inputs: ['OrderCreated', 'ShipmentCancelled', 'PaymentDeclined'],
    ends: { BARRED: [], RELEASED: released },
  },
  // Shipping fails or cancels an order, never both. If it did, the pieces would come back once all the same.
  {
    race: 'a cancellation together with a failed shipment',
    inputs: ['OrderCreated', 'ShipmentCancelled', 'ShipmentFailed'],
    ends: { BARRED: [], RELEASED: released },
  },
]

describe('nothing is held for an order that was undone, whatever comes first, each input twice', () => {
  test.each(races)('$race', ({ inputs, items = lines, ends }) => {
    // A payment, and a shipment, come of a reservation.
    const possible = (next: Inputs, arrived: readonly Inputs[]) =>
      next === 'OrderCreated' ||
      next === 'ShipmentCancelled' ||
      play(arrived, items).published.includes('StockReserved')
    const endings = new Map<string, string>()
    for (const arrived of arrivals(inputs, 2, possible)) {
      const { status, published, isUndone } = play(arrived, items)
      endings.set(JSON.stringify([status, published, isUndone]), arrived.join(', '))
    }
    const expected = Object.entries(ends).map(([status, published]) =>
      JSON.stringify([status, published, true]),
    )
    expect(Object.fromEntries(endings)).toEqual(
      Object.fromEntries(expected.map(ending => [ending, expect.any(String)])),
    )
  })
})

test('pieces that a cancelled order gave back can be had by the next', () => {
  const world = given('NONE', [product('prod-1', { available: 2 }), product('prod-2')])
  when(world, 'OrderCreated')
  expect(world.products.get('prod-1')?.available).toBe(0)
  when(world, 'ShipmentCancelled')
  expect(world.products.get('prod-1')?.available).toBe(2)
})
