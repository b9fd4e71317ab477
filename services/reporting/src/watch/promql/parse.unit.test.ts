import { expect, test } from 'vitest'
import { durationMs } from './literals.ts'
import { parsePromql } from './parse.ts'

test('a query is read as Prometheus reads it', () => {
  expect(parsePromql('sum by (a) (rate(x{b=~"1|2",c!="3"}[5m] offset 1h)) > on (a) 2 * y')).toMatchObject({
    kind: 'binary',
    op: '>',
    on: ['a'],
    left: {
      kind: 'aggregate',
      name: 'sum',
      by: ['a'],
      of: { kind: 'over-time', name: 'rate', of: { name: 'x', rangeMs: 300_000, offsetMs: 3_600_000 } },
    },
    right: { kind: 'binary', op: '*', left: { value: 2 }, right: { name: 'y' } },
  })
})

test('offset belongs to the selector before it, whatever stands before that', () => {
  expect(parsePromql('a > 0 unless a offset 1h')).toMatchObject({
    op: 'unless',
    left: { op: '>', left: { name: 'a', offsetMs: 0 } },
    right: { name: 'a', offsetMs: 3_600_000 },
  })
  expect(() => parsePromql('a > b offset 5m * 2')).toThrow('in parentheses')
  expect(() => parsePromql('(a > b) offset 5m')).toThrow('nothing that reporting can evaluate')
})

test.each([
  ['sum(', 'is no PromQL'],
  ['histogram_quantile(0.9, a)', 'nothing that reporting can evaluate'],
  ['avg(a)', 'nothing that reporting can evaluate'],
  ['sum without (a) (b)', 'nothing that reporting can evaluate'],
  ['a > bool 1', 'nothing that reporting can evaluate'],
  ['a * on (x) group_left b', 'nothing that reporting can evaluate'],
  ['a ^ 2', 'nothing that reporting can evaluate'],
  ['-a', 'nothing that reporting can evaluate'],
  ['{a="b"}', 'nothing that reporting can evaluate'],
  ['rate(a)', 'wants a range'],
  ['max_over_time(a[5m:1m])', 'nothing that reporting can evaluate'],
])('%s is refused: %s', (text, why) => {
  expect(() => parsePromql(text)).toThrow(why)
})

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['5', undefined],
  ['5x', undefined],
])('%s is %s ms', (text, milliseconds) => {
  expect(durationMs(text)).toBe(milliseconds)
})
