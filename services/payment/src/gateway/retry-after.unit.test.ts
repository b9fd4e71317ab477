import { describe, expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.parse('2026-11-06T08:49:37Z')
const bounds = { minMs: 1_000, maxMs: 300_000 }
const ask = (header: string | string[] | undefined, sentAt?: string) =>
  retryAfterMs(header, sentAt, now, bounds)

describe('Retry-After', () => {
  test.each<[string, string | string[], number | undefined]>([
    ['seconds', '120', 120_000],
    ['seconds with blanks around them', ' 7 ', 7_000],
    ['leading zeros', '007', 7_000],
    ['an IMF-fixdate', 'Fri, 06 Nov 2026 08:50:37 GMT', 60_000],
    ['an RFC 850 date', 'Friday, 06-Nov-26 08:50:37 GMT', 60_000],
    ['an asctime date', 'Fri Nov  6 08:50:37 2026', 60_000],
    ['an asctime date with two digits', 'Fri Nov 06 08:50:37 2026', 60_000],
    ['a leap second', 'Fri, 06 Nov 2026 08:49:60 GMT', 23_000],
    ['zero: the shortest', '0', 1_000],
    ['a date that has passed: the shortest', 'Sun, 06 Nov 1994 08:49:37 GMT', 1_000],
    ['two digits of a year long ago', 'Sunday, 06-Nov-94 08:49:37 GMT', 1_000],
    ['an hour: the longest', '3600', 300_000],
    ['more than a number holds: the longest', '9'.repeat(400), 300_000],
    ['a date in the year 9999: the longest', 'Fri, 31 Dec 9999 23:59:59 GMT', 300_000],
    ['several lines: the longest of them', ['5', 'Fri, 06 Nov 2026 08:49:57 GMT', 'soon'], 20_000],
    ['several on one line', '5, 20', undefined],
    ['a negative number', '-5', undefined],
    ['a sign', '+5', undefined],
    ['a fraction', '1.5', undefined],
    ['another base', '0x10', undefined],
    ['an exponent', '1e3', undefined],
    ['digits of another script', '٣', undefined],
    ['nothing', '', undefined],
    ['words', 'in a minute', undefined],
    ['another zone', 'Fri, 06 Nov 2026 08:50:37 +0100', undefined],
    ['a day that there is not', 'Mon, 30 Feb 2026 08:50:37 GMT', undefined],
    ['an hour that there is not', 'Fri, 06 Nov 2026 24:00:00 GMT', undefined],
    ['RFC 3339', '2026-11-06T08:50:37Z', undefined],
    ['lower case', 'fri, 06 nov 2026 08:50:37 gmt', undefined],
    ['no lines', [], undefined],
  ])('%s', (_, header, milliseconds) => {
    expect(ask(header)).toBe(milliseconds)
  })

  test('is not there', () => expect(ask(undefined)).toBeUndefined())

  test("a date counts from the answer's own, whose clock may be another", () => {
    const date = 'Fri, 06 Nov 2026 10:00:30 GMT'
    expect(ask(date, 'Fri, 06 Nov 2026 10:00:00 GMT')).toBe(30_000)
    expect(ask(date, 'no date')).toBe(300_000)
    expect(ask('30', 'Fri, 06 Nov 2026 10:00:00 GMT')).toBe(30_000)
  })

  test('bounds that cross: the longest counts', () => {
    expect(retryAfterMs('5', undefined, now, { minMs: 60_000, maxMs: 2_000 })).toBe(2_000)
  })
})
