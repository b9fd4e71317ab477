import pg from 'pg'
import { expect, it } from 'vitest'
import { timeOf } from './times.ts'

const dateOf = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)

it.each([
  ['2026-01-15 10:30:00+00', '2026-01-15T10:30:00.000Z'],
  ['2026-01-15 10:30:00.2+00', '2026-01-15T10:30:00.200Z'],
  ['2026-01-15 10:30:00.25+00', '2026-01-15T10:30:00.250Z'],
  ['2026-01-15 10:30:00.999999+00', '2026-01-15T10:30:00.999Z'],
  ['0001-01-01 00:00:00.001+00', '0001-01-01T00:00:00.001Z'],
  ['2026-01-15 10:30:00.5+05:30', '2026-01-15T05:00:00.500Z'],
  ['2026-01-15 10:30:00-08', '2026-01-15T18:30:00.000Z'],
  ['12026-01-15 10:30:00.5+00', '+012026-01-15T10:30:00.500Z'],
  ['0044-03-15 12:00:00+00 BC', '-000043-03-15T12:00:00.000Z'],
])('%s is %s, as a Date of it says', (text, time) => {
  expect(timeOf(text)).toBe(time)
  expect(new Date(dateOf(text)).toISOString()).toBe(time)
})

it('has no text for what is no time', () => {
  expect(() => timeOf('infinity')).toThrow(RangeError)
})
