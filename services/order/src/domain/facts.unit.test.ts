import { deviations } from '@orderflow/messaging/testing/facts'
import { expect, test } from 'vitest'
import { given, orderId, when } from '../domain.fixture.ts'
import { steps, transitions } from './transitions.ts'

test('every step does what its facts say', () => {
  const found = deviations(transitions, steps, (status, input) => {
    const world = given(status)
    const { events = [] } = when(world, input)
    return [{ state: world.orders.get(orderId)?.status ?? 'NONE', events: events.map(({ type }) => type) }]
  })
  expect(found).toEqual([])
})
