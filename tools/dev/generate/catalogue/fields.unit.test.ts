import { dateTimePattern, textPattern } from '@orderflow/events'
import { expect, test } from 'vitest'
import { fieldsOf } from './fields.ts'

const bounds = (part: object) => fieldsOf({ properties: { part } })[0]?.bounds

test('a field has its path, through objects and arrays', () => {
  const line = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }
  const schema = {
    required: ['lines'],
    properties: {
      lines: { type: 'array', items: line },
      total: line,
      tags: { type: 'array', items: { type: 'string' } },
    },
  }
  expect(fieldsOf(schema).map(({ path, type, required }) => [path, type, required])).toEqual([
    ['lines', 'array', true],
    ['lines[]', 'object', undefined],
    ['lines[].id', 'string', true],
    ['total', 'object', false],
    ['total.id', 'string', true],
    ['tags', 'array', false],
    ['tags[]', 'string', undefined],
  ])
})

test.each([
  [{ type: 'string' }, ''],
  [{ minLength: 1, maxLength: 100 }, '1 to 100 characters'],
  [{ maxItems: 1000 }, 'at most 1000 items'],
  [{ minimum: 1 }, 'at least 1'],
  [{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, '0 to 2^53 - 1'],
  [{ maxLength: 3, pattern: '^[A-Z]{3}$' }, 'at most 3 characters, pattern `^[A-Z]{3}$`'],
  [{ format: 'date-time', pattern: dateTimePattern }, 'format `date-time`, years 1970 to 9998'],
  [{ maxLength: 100, pattern: textPattern }, 'at most 100 characters, no control characters'],
  [{ enum: ['A', 'B'], multipleOf: 5 }, 'enum `["A","B"]`, multipleOf `5`'],
])('the bounds of %j are: %s', (schema, text) => {
  expect(bounds(schema)).toBe(text)
})
