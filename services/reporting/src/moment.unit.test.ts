import { expect, test } from 'vitest'
import { momentOf } from './moment.ts'

test.each([
  ['2026-01-15T10:30:00Z', '2026-01-15T10:30:00.000Z'],
  ['0000-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ['0000-01-01T00:00:00+23:59', '1970-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59-12:00', '9999-12-31T23:59:59.999Z'],
])('%s is a moment that PostgreSQL has: %s', (text, moment) => {
  expect(new Date(momentOf('before', text)).toISOString()).toBe(moment)
})

test('what has the form of a moment and is none is refused', () => {
  expect(() => momentOf('before', '2026-01-15T10:30:60Z')).toThrow('before is no moment')
})
