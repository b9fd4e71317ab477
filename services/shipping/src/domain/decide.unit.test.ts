import { arrivals } from '@orderflow/messaging/testing/arrivals'
import { describe, expect, test } from 'vitest'
import { createCarrier } from '../carrier.ts'
import { decide } from '../consumers.ts'
import { at, given, orderId, shipments, when } from '../domain.fixture.ts'
import type { Inputs, State } from './transitions.ts'

type Status = Exclude<State, 'NONE'>

/** What is published with each status, in this order. */
const published: Readonly<Record<Status, readonly object[]>> = {
  DISPATCHED: [
    {
      type: 'ShipmentDispatched',
      sequence: 1,
      data: { orderId, trackingNumber: 'TRK-order-1', dispatchedAt: at },
    },
  ],
  FAILED: [
    {
      type: 'ShipmentFailed',
      sequence: 1,
      data: { orderId, reason: 'UNDELIVERABLE_ADDRESS', failedAt: at },
    },
  ],
  CANCELLED: [
    {
      type: 'ShipmentCancelled',
      sequence: 1,
      data: { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: at },
    },
  ],
}

const columns = ['PaymentCaptured', 'OrderCancellationRequested'] as const satisfies Inputs[]

/** Where an order of each kind of customer goes, or why it does not move. */
type Effect = readonly [Status, Status] | 'duplicate' | 'late'

// Written out from the saga, not from the code: what comes first to shipping, wins.
const table: Readonly<Record<State, readonly [Effect, Effect]>> = {
  NONE: [
    ['DISPATCHED', 'FAILED'],
    ['CANCELLED', 'CANCELLED'],
  ],
  DISPATCHED: ['duplicate', 'late'],
  FAILED: ['duplicate', 'late'],
  CANCELLED: ['late', 'duplicate'],
}
const cells = Object.entries(table).flatMap(([state, effects]) =>
  effects.flatMap((effect, i) =>
    ['customer-1', 'undeliverable-1'].map((customerId, kind) => ({
      state: state as State,
      input: columns[i] as Inputs,
      customerId,
      effect: typeof effect === 'string' ? effect : (effect[kind] as Status),
    })),
  ),
)

describe('every state against every input', () => {
  test('the table is complete', () => {
    expect(Object.keys(decide(createCarrier({ testValues: true }))).sort()).toEqual([...columns].sort())
    expect(cells).toHaveLength(4 * 2 * 2)
  })

  test.each(cells)('$state, $input of $customerId: $effect', ({ state, input, customerId, effect }) => {
    const world = given(state)
    const decision = when(world, input, customerId)
    if (effect === 'duplicate' || effect === 'late') {
      expect(decision).toEqual({ ignored: effect })
      expect(world.shipments.changes()).toEqual([])
      return
    }
    expect(decision).toEqual({ events: published[effect] })
    expect(world.shipments.inserted()).toEqual([shipments[effect]])
  })
})

test.each([
  ['customer-1', 'DISPATCHED'],
  ['undeliverable-1', 'FAILED'],
] as const)(
  'payment and cancellation of %s, each twice, in every order: one word, and it stands',
  (customerId, paid) => {
    const all = [...arrivals<Inputs>(columns, 2)]
    expect(all).toHaveLength(6)
    for (const arrived of all) {
      const world = given('NONE')
      const events = arrived.flatMap(input => when(world, input, customerId).events ?? [])
      const won = arrived[0] === 'PaymentCaptured' ? paid : 'CANCELLED'
      expect(events, arrived.join(', ')).toEqual(published[won])
      expect(world.shipments.inserted(), arrived.join(', ')).toEqual([shipments[won]])
    }
  },
)
