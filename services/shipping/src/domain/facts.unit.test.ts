import { deviations } from '@orderflow/messaging/testing/facts'
import { expect, test } from 'vitest'
import { given, orderId, when } from '../domain.fixture.ts'
import { steps, transitions } from './transitions.ts'

test('every step does what its facts say', () => {
  const found = deviations(transitions, steps, (state, input) =>
    ['customer-1', 'undeliverable-1'].map(customerId => {
      const world = given(state)
      const { events = [] } = when(world, input, customerId)
      const { status = 'NONE' } = world.shipments.get(orderId) ?? {}
      return { state: status, events: events.map(({ type }) => type) }
    }),
  )
  expect(found).toEqual([])
})
