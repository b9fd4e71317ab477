import { expect, test } from 'vitest'
import type { OutboxMessage } from './outbox.ts'
import { numbersPerPack, type Pack, packs, rowsOf } from './pack.ts'

const message = (more: Partial<OutboxMessage> = {}): OutboxMessage => {
  return {
    topic: 'parcel.sent.v1',
    key: 'p-1',
    value: '{"weight":2}',
    headers: { type: 'Sent', id: '1' },
    ...more,
  }
}
const stored = ({ count, topics, messages }: Pack, seq = '5000') => {
  return { seq, count, topics: JSON.parse(topics), messages }
}
const roundTrip = (...messages: OutboxMessage[]) =>
  packs(messages)?.flatMap((pack, i) => rowsOf(stored(pack, String(5_000 + i * numbersPerPack))))

test('messages come out as they went in, in their order, each with its own number', () => {
  const messages = [
    message(),
    message({ key: null, value: null }),
    message({ topic: 'parcel.lost.v1', headers: {} }),
    message({ value: 'two\nlines, "quoted", \\ and ünïcode 📦' }),
    message({ headers: { type: 'Sent', id: '2', more: '' } }),
    message({ headers: { id: '3' } }),
    message({ headers: { type: 'Sent', id: '4' } }),
  ]
  const rows = roundTrip(...messages)
  expect(rows).toEqual(messages.map((each, n) => ({ ...each, seq: String(5_000 + n), raw: null })))
})

test("a header that every object seems to have is its own message's alone", () => {
  const first: Record<string, string> = Object.fromEntries([['constructor', 'x']])
  const rows = roundTrip(message({ headers: first }), message({ headers: { id: '1' } }))
  expect(rows?.map(({ headers }) => headers)).toEqual([first, { id: '1' }])
})

test('bytes that are text become text', () => {
  expect(roundTrip(message({ value: Buffer.from('ü') }))).toMatchObject([{ value: 'ü' }])
})

test('what messages of a topic have in common is said once', () => {
  const [pack] =
    packs(Array.from({ length: 3 }, (_, i) => message({ headers: { type: 'Sent', id: String(i) } }))) ?? []
  expect(JSON.parse(pack?.topics ?? '')).toEqual([
    { topic: 'parcel.sent.v1', count: 3, headers: { type: 'Sent', id: '0' } },
  ])
  expect(pack?.messages.match(/Sent/g)).toBeNull()
})

test.each<[string, Partial<OutboxMessage>]>([
  ['bytes that are no text', { value: Buffer.from([0xff]) }],
  ['NUL in a value', { value: 'a\0b' }],
  ['NUL in bytes', { value: Buffer.from([0x61, 0]) }],
  ['NUL in a header', { headers: { a: '\0' } }],
  ['half a surrogate pair', { key: '\ud800' }],
  ['a header that cannot be assigned', { headers: JSON.parse('{"__proto__": "x"}') }],
])('%s is not packed', (_, more) => {
  expect(packs([message(), message(more)])).toBeUndefined()
})

test('a pack has no more messages than numbers, and not many more than a million characters', () => {
  const countsOf = (messages: OutboxMessage[]) => packs(messages)?.map(({ count }) => count)
  expect(countsOf([])).toEqual([])
  expect(countsOf(Array.from({ length: 2_001 }, () => message()))).toEqual([1_000, 1_000, 1])
  expect(countsOf(Array.from({ length: 5 }, () => message({ value: 'x'.repeat(600_000) })))).toEqual([
    2, 2, 1,
  ])
  expect(
    countsOf(Array.from({ length: 3 }, (_, i) => message({ headers: { id: `${i}`.repeat(1_000_000) } }))),
  ).toEqual([1, 1, 1])
})
