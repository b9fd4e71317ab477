import formats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDateTime } from './date-time.ts'

const reference = formats.default.get('date-time', 'full') as { validate: (text: string) => boolean }

const pick = (...texts: string[]) => fc.constantFrom(...texts)
const twoDigits = (max: number) => fc.integer({ min: 0, max }).map(n => String(n).padStart(2, '0'))

/** Almost date-times: each part is mostly right, and sometimes just wrong. */
const texts = fc
  .tuple(
    fc.oneof(
      twoDigits(9999).map(year => year.padStart(4, '0')),
      pick('1900', '2000', '2023', '2024', '26'),
    ),
    pick('-', '-', '-', '/'),
    twoDigits(13),
    pick('-'),
    fc.oneof(twoDigits(32), pick('28', '29', '30', '31')),
    pick('T', 'T', 't', ' ', '\t', '\u00a0', 'TT', ''),
    fc.oneof(twoDigits(24), pick('00', '22', '23')),
    pick(':', ':', ':', ''),
    fc.oneof(twoDigits(60), pick('00', '29', '30', '59')),
    pick(':'),
    fc.oneof(twoDigits(61), pick('59', '60', '60')),
    pick('', '', '.0', '.5', '.123456', '.', ',5', '.99999999999'),
    fc.oneof(
      pick('Z', 'Z', 'z', '', 'Z ', ' Z', '\n', 'Y'),
      fc
        .tuple(pick('+', '-'), fc.oneof(twoDigits(24), pick('00', '01')), pick(':', ''), twoDigits(60))
        .map(parts => parts.join('')),
      fc.tuple(pick('+', '-'), twoDigits(24)).map(parts => parts.join('')),
    ),
  )
  .map(parts => parts.join(''))

/** Every time of day whose second is 60, in steps that meet the last minute of the day in each zone. */
const leapSeconds = ['+', '-'].flatMap(sign =>
  Array.from({ length: 25 * 60 }, (_, zone) => {
    const zoneText = `${sign}${String(Math.floor(zone / 60)).padStart(2, '0')}:${String(zone % 60).padStart(2, '0')}`
    const hours = ['00', '01', '11', '22', '23', '24']
    return hours.flatMap(hour => ['00', '29', '30', '59'].map(minute => `${hour}:${minute}:60${zoneText}`))
  }).flat(),
)

test('gives the verdicts of ajv-formats in its full mode', () => {
  const seen = { true: 0, false: 0 }
  const agree = fc.property(texts, text => {
    const expected = reference.validate(text)
    seen[`${expected}`]++
    expect(isDateTime(text), text).toBe(expected)
  })
  fc.assert(agree, { seed: 1, numRuns: 20_000 })
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(2000)
})

test('gives them for leap seconds in every zone', () => {
  const texts = leapSeconds.map(time => `2016-12-31T${time}`)
  const differing = texts.filter(text => isDateTime(text) !== reference.validate(text))
  expect(differing).toEqual([])
  expect(texts.filter(isDateTime).length).toBeGreaterThan(20)
})

test('gives them for any text', () => {
  const agree = fc.property(
    fc.string({ unit: 'binary' }),
    text => isDateTime(text) === reference.validate(text),
  )
  fc.assert(agree, { seed: 1 })
})
