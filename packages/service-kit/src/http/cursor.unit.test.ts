import { describe, expect, test } from 'vitest'
import { cursorOf, cursorParameter, pageOf, positionOf } from './cursor.ts'

const taken = new RegExp((cursorParameter as { pattern?: string }).pattern as string, 'u')

describe('a cursor', () => {
  test.each([
    ['an id as we make them', '2026-01-15T10:30:00.000Z', '0199c3f0-0000-7000-8000-000000000001'],
    ['a leap day', '2028-02-29T23:59:59.999Z', 'order-1'],
    ['the first moment that an event may have', '1970-01-01T00:00:00.000Z', 'a'],
    ['the last one', '9998-12-31T23:59:59.999Z', 'a'],
    ['an id with a line feed', '2026-01-15T10:30:00.000Z', 'order\n1'],
    ['an id of other letters, with spaces', '2026-01-15T10:30:00.000Z', 'заказ 1 – é'],
    ['an id with points', '2026-01-15T10:30:00.000Z', '1.2.3'],
    ['a long id', '2026-01-15T10:30:00.000Z', '😀'.repeat(100)],
  ])('of %s is taken, and comes back as it was', (_, createdAt, orderId) => {
    const cursor = cursorOf({ createdAt, orderId })
    expect(cursor).toMatch(taken)
    expect(positionOf(cursor)).toEqual({ createdAt, orderId })
  })

  test.each(['0.a', '99999999999999.a', '199999999999999.a', '249999999999999.a', '253399999999999.a'])(
    '%s, at the edge of what the pattern takes, is a time with a year of four digits',
    cursor => {
      expect(cursor).toMatch(taken)
      expect(positionOf(cursor).createdAt).toMatch(/^[0-9]{4}-/)
    },
  )

  test.each([
    ['a time beyond all', '253400000000000.a'],
    ['a time before 1970', '-1.a'],
    ['a time in other words', '2026-01-15T10:30:00.000Z.a'],
    ['a second way to write it', '007.a'],
    ['no id', '7.'],
    ['an id that is too long', `7.${'x'.repeat(101)}`],
    ['a NUL', '7.a\0'],
    ['no time', '.a'],
    ['other text', 'x'],
    ['nothing', ''],
  ])('with %s is not taken', (_, cursor) => {
    expect(cursor).not.toMatch(taken)
  })
})

test('a page has a cursor if there is more behind it', () => {
  const found = ['b', 'a'].map(orderId => ({ createdAt: '2026-01-15T10:30:00.000Z', orderId }))
  expect(pageOf(found, 2)).toEqual({ orders: found })
  const { orders, next } = pageOf(found, 1)
  expect(orders).toEqual(found.slice(0, 1))
  expect(positionOf(next)).toEqual(found[0])
  expect(pageOf([], 1)).toEqual({ orders: [] })
})
