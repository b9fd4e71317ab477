import { expect, test } from 'vitest'
import type { KafkaRecord } from '../types/record.ts'
import { matcher, parseFilter, timePattern, untilAt } from './filter.ts'
import { readDeadLetter } from './letter.ts'
import { idOfPosition, positionOfId } from './position.ts'

const now = new Date('2026-01-15T12:00:00Z')
const record: KafkaRecord = {
  topic: 'parcel.sent.v1.post.dlq',
  partition: 2,
  offset: '7',
  key: Buffer.from('parcel-1'),
  value: Buffer.from('{}'),
  headers: {
    ce_type: 'ParcelSent',
    dlq_reason: 'DECIDE_FAILED',
    dlq_service: 'post',
    dlq_topic: 'parcel.sent.v1',
    dlq_time: '2026-01-15T10:30:00.000Z',
  },
  timestamp: '0',
}
const letter = readDeadLetter(record, 'post')
const matches = (...conditions: string[]) => matcher(parseFilter(conditions, now), now)(letter)

test.each([
  [[]],
  [['topic=parcel.sent.v1', 'service=post', 'reason=DECIDE_FAILED', 'type=ParcelSent', 'key=parcel-1']],
  [['since=2026-01-15T10:30:00Z', 'until=2026-01-15T10:30:00.001Z']],
  [['since=2h']],
  [['until=89m']],
])('a dead letter meets %j', conditions => {
  expect(matches(...conditions)).toBe(true)
})

test.each([
  'topic=parcel.sent.v1.post.dlq',
  'service=order',
  'reason=SAVE_FAILED',
  'type=Parcel',
  'key=parcel-2',
  'since=89m',
  'since=2026-01-15T10:30:00.001Z',
  'until=2026-01-15T10:30:00Z',
  'until=2h',
])('and not %s, whatever else it meets', condition => {
  expect(matches('since=3d', condition.startsWith('since') ? 'type=ParcelSent' : 'until=0s')).toBe(true)
  const others = condition.startsWith('type') ? [] : ['type=ParcelSent']
  expect(matches(condition, ...others)).toBe(false)
})

test.each([
  [['reason'], '"reason" is no condition'],
  [['reason='], '"reason=" is no condition'],
  [['colour=red'], '"colour=red" is no condition'],
  [['key=a', 'key=b'], 'The field key is given twice'],
  [['since=yesterday'], 'since=yesterday is no time'],
  [['until=2w'], 'until=2w is no time'],
  [['since=5'], 'since=5 is no time'],
  [['since=2026-02-30'], 'since=2026-02-30 is no time'],
  [['until=2026-02-29T10:00:00Z'], 'until=2026-02-29T10:00:00Z is no time'],
  [['state=sent'], 'state=sent is no state: write open, '],
])('%j is refused: %s', (conditions, sentence) => {
  expect(() => parseFilter(conditions, now)).toThrow(sentence)
})

test.each(['open', 'redriven'] as const)('whether one was sent back, %s, is asked of the database', state => {
  expect(parseFilter([`state=${state}`, 'since=2h'], now)).toEqual({ state, since: '2h' })
})

test('a value may hold a "="', () => {
  expect(parseFilter(['key=a=b'], now)).toEqual({ key: 'a=b' })
})

test.each(['order.created.v1.inventory.dlq/0/17', 'a/123456789/123456789012345678'])('%s is an id', id => {
  expect(idOfPosition(positionOfId(id) as never)).toBe(id)
})

test.each(['', '17', 'a/0', 'a/0/-1', 'a/0/1/2', '/0/1', 'a b/0/1', 'a/0/1x', `a/0/${'1'.repeat(19)}`])(
  '"%s" is no id',
  id => {
    expect(positionOfId(id)).toBeUndefined()
  },
)

test('of all dates that can be written, those of the calendar are taken', () => {
  const taken = new RegExp(timePattern)
  const two = (number: number) => String(number).padStart(2, '0')
  const differs: string[] = []
  for (const year of ['0000', '1900', '1999', '2000', '2023', '2024', '2100', '2400', '9999'])
    for (let month = 0; month <= 13; month += 1)
      for (let day = 0; day <= 32; day += 1) {
        const text = `${year}-${two(month)}-${two(day)}`
        const time = new Date(`${text}T00:00:00Z`)
        const isDay = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)
        if (taken.test(text) !== isDay) differs.push(text)
      }
  expect(differs).toEqual([])
})

test.each(['2026-01-15', '2026-01-15T10:30', '2026-01-15T10:30:00.123456789+14:00', '999999d'])(
  '%s is a time',
  text => {
    const since = parseFilter([`since=${text}`], now)
    expect(() => matcher(since, now)(letter)).not.toThrow()
    expect(matcher({ ...since, until: text }, now)(letter)).toBe(false) // NaN would be true of neither
  },
)

test.each([
  [undefined, '2026-01-15T12:00:00.000Z'],
  ['2h', '2026-01-15T10:00:00.000Z'],
  ['2026-01-15T10:30:00+01:00', '2026-01-15T09:30:00.000Z'],
  ['2026-02-01', '2026-01-15T12:00:00.000Z'],
  ['9999-12-31T23:59-12:00', '2026-01-15T12:00:00.000Z'],
  ['999999d', '1970-01-01T00:00:00.000Z'],
])('until %s is %s, which a filter takes', (until, at) => {
  expect(untilAt(until, now)).toBe(at)
  expect(at).toMatch(new RegExp(timePattern))
})
