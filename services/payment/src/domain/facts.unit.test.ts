import { deviations } from '@orderflow/messaging/testing/facts'
import { expect, test } from 'vitest'
import { orderId, streams, when } from '../domain.fixture.ts'
import { Ledger } from './ledger.ts'
import { steps, transitions } from './transitions.ts'

test('every step does what its facts say', () => {
  const found = deviations(transitions, steps, (state, input) => {
    const ledger = new Ledger(streams[state])
    const { events = [] } = when(ledger, input)
    return [{ state: ledger.get(orderId)?.status ?? 'NONE', events: events.map(({ type }) => type) }]
  })
  expect(found).toEqual([])
})
