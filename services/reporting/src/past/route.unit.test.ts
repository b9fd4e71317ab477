import { expect, test } from 'vitest'
import { rangeOf } from './route.ts'

const now = Date.parse('2026-01-15T10:30:07.000Z')
const shown = (asked: Parameters<typeof rangeOf>[0]) => {
  const { from, step, intervals } = rangeOf(asked, now)
  return [from.toISOString(), new Date(from.getTime() + intervals * step * 1_000).toISOString()]
}

test.each<[string, Parameters<typeof rangeOf>[0], string, string]>([
  [
    'an hour up to the last whole interval',
    { step: 10 },
    '2026-01-15T09:30:00.000Z',
    '2026-01-15T10:30:00.000Z',
  ],
  [
    'the future is left out',
    { step: 10, from: '2026-01-15T10:29:00Z', to: '2999-01-01T00:00:00Z' },
    ...(['2026-01-15T10:29:00.000Z', '2026-01-15T10:30:00.000Z'] as const),
  ],
  [
    'intervals begin at multiples of the step',
    { step: 300, from: '2026-01-15T09:03:00+01:00', to: '2026-01-15T10:04:59+01:00' },
    ...(['2026-01-15T08:00:00.000Z', '2026-01-15T09:00:00.000Z'] as const),
  ],
  [
    'none, if it ends before it begins',
    { step: 10, from: '2026-01-15T10:00:00Z', to: '2026-01-15T09:00:00Z' },
    ...(['2026-01-15T10:00:00.000Z', '2026-01-15T10:00:00.000Z'] as const),
  ],
])('%s', (_, asked, from, to) => {
  expect(shown(asked)).toEqual([from, to])
})

test('the last interval is told once its events have come', () => {
  expect(rangeOf({ step: 10 }, Date.parse('2026-01-15T10:30:01.999Z')).intervals).toBe(360)
  const at = (text: string) => {
    const { from, intervals } = rangeOf({ step: 10 }, Date.parse(text))
    return new Date(from.getTime() + intervals * 10_000).toISOString()
  }
  expect(at('2026-01-15T10:30:01.999Z')).toBe('2026-01-15T10:29:50.000Z')
  expect(at('2026-01-15T10:30:02.000Z')).toBe('2026-01-15T10:30:00.000Z')
})

test.each([
  ['2026-01-14T09:30:00.000Z', { step: 120, from: '2026-01-14T09:27:00Z' }],
  ['2026-01-15T07:43:20.000Z', { step: 10, from: '2026-01-15T07:00:00Z' }],
  ['2026-01-14T09:00:00.000Z', { step: 3_600, from: '0001-01-01T00:00:00Z' }],
])('of too much the last is told, from %s on', (from, asked) => {
  expect(shown(asked)[0]).toBe(from)
})

test('the 61st second is refused where there is none', () => {
  expect(() => rangeOf({ step: 10, from: '2026-01-15T10:29:60Z' }, now)).toThrow('from is no moment')
})
