import formats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateTimePattern, instantOf, isDateTime, noDateTimePattern } from './date-time.ts'

const reference = formats.default.get('date-time', 'full') as { validate: (text: string) => boolean }
const pattern = new RegExp(dateTimePattern, 'u')
const none = new RegExp(noDateTimePattern, 'u')

/** What ajv makes of a schema that has the format, the pattern and the `not` beside it. */
const byAjv = (text: string) => reference.validate(text) && pattern.test(text) && !none.test(text)

const two = (number: number) => String(number).padStart(2, '0')

const pick = (...texts: string[]) => fc.constantFrom(...texts)
const twoDigits = (max: number) => fc.integer({ min: 0, max }).map(two)

const most = (text: string) => Array<string>(12).fill(text)

/** Almost date-times: each part is mostly right, and sometimes just wrong. */
const texts = fc
  .tuple(
    fc.oneof(
      twoDigits(9999).map(year => year.padStart(4, '0')),
      pick('1900', '2000', '2023', '2024', '26', '1969', '1970', '1971', '9997', '9998', '9999'),
    ),
    pick(...most('-'), '/'),
    twoDigits(13),
    pick('-'),
    fc.oneof(twoDigits(32), pick('28', '29', '30', '31')),
    pick(...most('T'), 't', ' ', '\t', '\u00a0', 'TT', ''),
    fc.oneof(twoDigits(24), pick('00', '22', '23')),
    pick(...most(':'), ''),
    fc.oneof(twoDigits(60), pick('00', '29', '30', '59')),
    pick(':'),
    fc.oneof(twoDigits(61), pick('59', '60', '60')),
    pick(...most(''), '.0', '.5', '.123456789', '.1234567890', '.', ',5', '.999'),
    fc.oneof(
      pick(...most('Z'), 'z', '', 'Z ', ' Z', '\n', 'Y', 'Z\n'),
      fc
        .tuple(
          pick('+', '-'),
          fc.oneof(twoDigits(24), pick('00', '01')),
          pick(...most(':'), ''),
          twoDigits(60),
        )
        .map(parts => parts.join('')),
      fc.tuple(pick('+', '-'), twoDigits(24)).map(parts => parts.join('')),
    ),
  )
  .map(parts => parts.join(''))

describe('isDateTime gives the verdicts of ajv-formats in its full mode, together with the patterns', () => {
  test('for almost date-times', () => {
    const seen = { true: 0, false: 0 }
    const agree = fc.property(texts, text => {
      const expected = byAjv(text)
      seen[`${expected}`]++
      expect(isDateTime(text), text).toBe(expected)
      expect(instantOf(text) !== undefined, text).toBe(expected)
    })
    fc.assert(agree, { seed: 1, numRuns: 20_000 })
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(1000)
  })

  test('for every day of years of each kind', () => {
    const years = [1970, 1972, 1999, 2000, 2001, 2100, 2200, 2300, 2400, 3000, 9600, 9900, 9996, 9998]
    const days = years.flatMap(year =>
      Array.from({ length: 13 }, (_, month) =>
        Array.from({ length: 33 }, (_, day) => `${year}-${two(month)}-${two(day)}T00:00:00Z`),
      ).flat(),
    )
    expect(days.filter(text => isDateTime(text) !== byAjv(text))).toEqual([])
    const leap = years.filter(year => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0).length
    expect(days.filter(isDateTime)).toHaveLength(years.length * 365 + leap)
  })

  test('for any text', () => {
    const agree = fc.property(fc.string({ unit: 'binary' }), text => isDateTime(text) === byAjv(text))
    fc.assert(agree, { seed: 1 })
  })
})

test.each([
  '2026-01-15 10:30:00Z',
  '2026-01-15 10:30:00+02',
  '2026-01-15T10:30:00+0200',
  '2026-01-15T10:30:00+24:00',
  '2026-01-15T10:30Z',
  '2026-01-15t10:30:00z',
  '2026-01-15T10:30:00.1234567890Z',
  '2026-01-15T10:30:00',
  '2026-02-30T10:30:00Z',
  '2026-01-15',
  '+012026-01-15T10:30:00Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+23:59',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00+00:01',
  '9998-12-31T23:59:59-00:01',
  '9999-12-31T23:59:59-23:59',
  '2016-12-31T22:59:60Z',
  '2016-12-31T23:59:60Z',
  '2017-01-01T08:59:60+09:00',
  '2026-01-15T10:30:00Z\n',
  '2016-12-31T23:59:61Z',
])('%s is none', text => {
  expect(instantOf(text)).toBeUndefined()
})

test.each([
  ['2026-01-15T10:30:00.000Z', '2026-01-15T10:30:00.000Z'],
  ['2026-01-15T10:30:00Z', '2026-01-15T10:30:00.000Z'],
  ['2026-01-15T00:30:00+02:00', '2026-01-14T22:30:00.000Z'],
  ['2026-01-15T10:30:00-00:00', '2026-01-15T10:30:00.000Z'],
  ['2026-01-15T10:30:00.123999999Z', '2026-01-15T10:30:00.123Z'],
  ['2024-02-29T23:59:59.9Z', '2024-02-29T23:59:59.900Z'],
  ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ['1971-01-01T00:00:00+23:59', '1970-12-31T00:01:00.000Z'],
  ['9997-12-31T23:59:59-23:59', '9998-01-01T23:58:59.000Z'],
  ['9998-12-31T23:59:59.999Z', '9998-12-31T23:59:59.999Z'],
])('%s is the moment %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant)
})

test('whatever is taken is in the years 1970 to 9998 of UTC', () => {
  const bounded = fc.property(texts, text => {
    const instant = instantOf(text)
    if (instant === undefined) return
    expect(instant >= '1970-01-01T00:00:00.000Z' && instant <= '9998-12-31T23:59:59.999Z', text).toBe(true)
  })
  fc.assert(bounded, { seed: 2, numRuns: 5_000 })
})
