import { describe, expect, test } from 'vitest'
import { cursorOf, pageOf, positionOf } from './cursor.ts'
import { HttpProblem } from './problem.ts'

const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64url')

describe('a cursor', () => {
  test.each([
    ['an id as we make them', '2026-01-15T10:30:00.000Z', '0199c3f0-0000-7000-8000-000000000001'],
    ['a leap day', '2028-02-29T23:59:59.999Z', 'order-1'],
    ['the first year', '0001-01-01T00:00:00.000Z', 'a'],
    ['an id with a line feed', '2026-01-15T10:30:00.000Z', 'order\n1'],
    ['an id of other letters, with spaces', '2026-01-15T10:30:00.000Z', 'заказ 1 – é'],
    ['a long id', '2026-01-15T10:30:00.000Z', '😀'.repeat(100)],
  ])('of %s comes back as it was', (_, createdAt, orderId) => {
    expect(positionOf(cursorOf({ createdAt, orderId }))).toEqual({ createdAt, orderId })
  })

  test.each([
    ['30 February', encoded('2026-02-30T00:00:00.000Z order-1')],
    ['29 February of no leap year', encoded('2026-02-29T00:00:00.000Z order-1')],
    ['31 April', encoded('2026-04-31T00:00:00.000Z order-1')],
    ['month 13', encoded('2026-13-01T00:00:00.000Z order-1')],
    ['hour 24', encoded('2026-01-15T24:00:00.000Z order-1')],
    ['second 60', encoded('2026-12-31T23:59:60.000Z order-1')],
    ['year 0', encoded('0000-01-01T00:00:00.000Z order-1')],
    ['a time without milliseconds', encoded('2026-01-15T10:30:00Z order-1')],
    ['a time with an offset', encoded('2026-01-15T10:30:00.000+01:00 order-1')],
    ['infinity', encoded('infinity order-1')],
    ['no id', encoded('2026-01-15T10:30:00.000Z ')],
    ['an id that is too long', encoded(`2026-01-15T10:30:00.000Z ${'x'.repeat(101)}`)],
    ['a NUL', encoded('2026-01-15T10:30:00.000Z order\0')],
    ['bytes that are no UTF-8', encoded(Buffer.from('2026-01-15T10:30:00.000Z \xff', 'latin1'))],
    ['padding', `${encoded('2026-01-15T10:30:00.000Z order-1')}=`],
    ['characters of no base64', `${encoded('2026-01-15T10:30:00.000Z order-1')}!`],
    ['the alphabet with + and /', Buffer.from('2026-01-15T10:30:00.000Z ~~~>').toString('base64')],
    ['a last character with bits too many', `${encoded('2026-01-15T10:30:00.000Z order-1').slice(0, -1)}B`],
    ['other text', 'x'],
    ['nothing', ''],
  ])('with %s is refused', (_, cursor) => {
    const refusal = expect.objectContaining({ status: 400, detail: expect.stringContaining('`cursor`') })
    expect(() => positionOf(cursor)).toThrow(refusal)
    expect(() => positionOf(cursor)).toThrow(HttpProblem)
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
