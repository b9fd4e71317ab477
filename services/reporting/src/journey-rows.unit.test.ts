import { expect, test } from 'vitest'
import type { JourneyEvent } from './domain/world.ts'
import { journeysOf, unpack } from './journey-rows.ts'

/** The id of the nth event of this day since 1970. */
const idOf = (day: number, n: number) => {
  const hex = (day * 86_400_000 + n).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
const eventOf = (orderId: string, id: string, note = '') =>
  ({ orderId, event: { id, type: 'StockReleased', data: { orderId, note } } }) as unknown as JourneyEvent

test('an order is told from its rows alone, each of one day, under the time of the first id in it', () => {
  const [a1, b1, a2, b2] = [idOf(20_000, 7), idOf(20_000, 3), idOf(20_000, 9), idOf(20_001, 0)]
  const { rows, ofOrder } = journeysOf([
    eventOf('a', a1, 'one\n\t"two"'),
    eventOf('b', b1),
    eventOf('a', a2),
    eventOf('b', b2),
  ])

  const [first, second] = rows.map(({ key }) => key)
  expect([first, second].map(key => key?.slice(0, 13))).toEqual([b1, b2].map(id => id.slice(0, 13)))
  expect([ofOrder('a'), ofOrder('b'), ofOrder('c')]).toEqual([[first], [first, second], []])
  const lines = rows.map(({ events }) => unpack(events))
  expect(lines.map(ofRow => ofRow.map(({ id, orderId }) => [orderId, id]))).toEqual([
    [
      ['a', a1],
      ['a', a2],
      ['b', b1],
    ],
    [['b', b2]],
  ])
  expect(JSON.parse(lines[0]?.[0]?.json as string)).toEqual(eventOf('a', a1, 'one\n\t"two"').event)
})

test("two orders' events with one id lie under keys of their own", () => {
  const id = idOf(20_000, 7)
  const keys = ['a', 'b'].flatMap(orderId => journeysOf([eventOf(orderId, id)]).rows.map(({ key }) => key))
  expect(new Set(keys).size).toBe(2)
})

test('large events are in several rows, and one of more than a row alone', () => {
  const events = Array.from({ length: 10 }, (_, n) => eventOf('a', idOf(1, n), 'x'.repeat(100_000)))
  const { rows, ofOrder } = journeysOf([...events, eventOf('b', idOf(1, 10), 'x'.repeat(1_000_000))])
  expect(rows.map(row => unpack(row.events).length)).toEqual([3, 3, 3, 2])
  expect(ofOrder('a')).toHaveLength(4)
  expect(ofOrder('b')).toHaveLength(1)
})

test('what the migration has not compressed is read too', () => {
  const line = { id: idOf(1, 1), orderId: 'order 1', json: '{}' }
  expect(unpack(Buffer.from(`${line.id}\t${line.orderId}\t${line.json}`))).toEqual([line])
})
