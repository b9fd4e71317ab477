import { deviations } from '@orderflow/messaging/testing/facts'
import { expect, test } from 'vitest'
import { given, lines, orderId, when } from '../domain.fixture.ts'
import { steps, transitions } from './transitions.ts'

test('every step does what its facts say', () => {
  const tooMany = lines.map(line => ({ ...line, quantity: 11 }))
  const found = deviations(transitions, steps, (state, input) =>
    [lines, tooMany].map(items => {
      const world = given(state)
      const { events = [] } = when(world, input, items)
      const { status = 'NONE' } = world.reservations.get(orderId) ?? {}
      return { state: status, events: events.map(({ type }) => type) }
    }),
  )
  expect(found).toEqual([])
})
