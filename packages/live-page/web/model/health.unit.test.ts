import { afterEach, expect, test } from 'vitest'
import { serviceStates } from './health.ts'
import { session } from './session.ts'
import { connection } from './store.ts'

afterEach(() => {
  session.value = { state: 'starting' }
  connection.value = 'connecting'
})

const why = 'Not today.'
test.each([
  ['up', 'live', { state: 'open' }],
  ['down', 'reconnecting', { state: 'signed-in' }],
  ['unknown', 'connecting', { state: 'open' }],
  ['unknown', 'reconnecting', { state: 'refused', why }],
  ['unknown', 'reconnecting', { state: 'signed-out', why }],
] as const)('reporting is %s where frames are %s and the visitor is %o', (state, frames, who) => {
  connection.value = frames
  session.value = who
  expect(serviceStates.value.reporting).toBe(state)
})
