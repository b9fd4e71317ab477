import { expect, test } from 'vitest'
import { inCausalOrder } from './journey.ts'

const event = (id: string, time: string, causationId?: string) => ({
  id,
  time,
  ...(causationId !== undefined && { causationId }),
})
const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id).join('')

test('events are told by their time, and by their id where that is the same', () => {
  expect(ids(inCausalOrder([event('c', '2'), event('b', '1'), event('a', '1')]))).toBe('abc')
})

test('a cause comes before its effects, though a clock says otherwise', () => {
  const events = [event('c', '1', 'b'), event('b', '2', 'a'), event('a', '3'), event('d', '0', 'elsewhere')]
  expect(ids(inCausalOrder(events))).toBe('dabc')
})

test('a chain of any length takes time and memory in proportion', () => {
  const name = (n: number) => String(n).padStart(6, '0')
  // The worst: by their times, the last effect comes first.
  const chain = Array.from({ length: 100_000 }, (_, n) =>
    event(name(n), name(100_000 - n), n === 0 ? undefined : name(n - 1)),
  )
  expect(inCausalOrder(chain).every(({ id }, n) => id === name(n))).toBe(true)
})

test('causes that go round in a circle do not hang it', () => {
  expect(ids(inCausalOrder([event('a', '1', 'b'), event('b', '2', 'a')]))).toBe('ba')
})
