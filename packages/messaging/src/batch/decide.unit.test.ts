import { expect, test } from 'vitest'
import { decideInput } from './decide.ts'
import { Rows } from './rows.ts'

const input = {
  type: 'Add',
  id: 'i',
  data: {},
  at: '2026-01-15T10:30:00.000Z',
  correlationId: 'c',
  initiator: 'x',
}
const decided = (decide: unknown, type = 'Add') => {
  const world = { rows: new Rows<{ readonly id: string }>(row => row.id) }
  const service = { name: 'post', decide: { Add: decide } } as never
  return { world, outcome: decideInput(service, world, { ...input, type }, () => []) }
}

test('a decision of nothing keeps what it changed and publishes nothing', () => {
  const { world, outcome } = decided((world: { rows: Rows<object> }) => world.rows.set({ id: 'a' }))
  expect(outcome).toEqual({ decision: {}, messages: [] })
  expect(world.rows.inserted()).toEqual([{ id: 'a' }])
})

test.each([
  ['a promise', Promise.resolve({}), 'DECISION_ASYNC'],
  ['a list', [{ type: 'Added', sequence: 1, data: {} }], 'DECISION_INVALID'],
])('a decision that is %s is refused, and keeps nothing', (_, decision, code) => {
  const { world, outcome } = decided((world: { rows: Rows<object> }) => {
    world.rows.set({ id: 'a' })
    return decision
  })
  expect(outcome).toMatchObject({ error: { code } })
  expect(world.rows.inserted()).toEqual([])
})

test.each<[string, unknown]>([
  ['a string', 'ok'],
  ['another word than events', { event: [] }],
  ['one event for a list', { events: { type: 'Added' } }],
])('a decision that is no decision loses no events unsaid: %s', (_, decision) => {
  const { outcome } = decided(() => decision)
  expect(outcome).toMatchObject({ error: { code: 'DECISION_INVALID' } })
})

test.each(['toString', 'constructor', '__proto__'])('what every object has is no row: %s', type => {
  expect(decided(() => ({}), type).outcome).toMatchObject({ error: { code: 'INPUT_UNKNOWN' } })
})
