import { describe, expect, test } from 'vitest'
import { divergencesIn } from './check-schema.ts'

const found = (schema: object) => divergencesIn(schema).map(({ pointer, why }) => `${pointer}: ${why}`)
const text = { type: 'string', maxLength: 10 }

test.each<[string, object, RegExp]>([
  ['a format alone', { ...text, format: 'date-time' }, /^\/format: .*30 February/],
  ['another format', { ...text, format: 'email' }, /^\/format: .*differently/],
  ['multipleOf', { type: 'integer', minimum: 0, maximum: 9, multipleOf: 2 }, /^\/multipleOf: /],
  ['numbers', { type: 'number' }, /^\/type: fractions/],
  ['an integer without bounds', { type: 'integer', minimum: 0 }, /^\/type: beyond 2\^53/],
  ['a bound beyond', { type: 'integer', minimum: 0, maximum: 2 ** 53 }, /^\/maximum: it is no whole number/],
  ['several types', { type: ['string', 'null'] }, /^\/type: .*tried/],
  ['no type', { maxLength: 3 }, /^: .*without a type/],
  ['$ref', { type: 'object', $ref: '#/definitions/a' }, /^\/\$ref: .*beside/],
  ['unique items', { type: 'array', uniqueItems: true }, /^\/uniqueItems: \[1, 1\.0\]/],
  ['a content type', { ...text, contentMediaType: 'application/json' }, /^\/contentMediaType: /],
  ['a default', { ...text, default: '' }, /^\/default: /],
  ['an enum of numbers', { type: 'integer', minimum: 1, maximum: 2, enum: [1, 2] }, /^\/enum: .*1\.0/],
  ['items one by one', { type: 'array', items: [text] }, /^\/items: /],
  ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' }, /^\/\$schema: /],
  ['what nobody has tried', { type: 'object', if: {} }, /^\/if: nobody/],
  ['a not of more than a pattern', { ...text, not: { const: 'a' } }, /^\/not: /],
  ['a name that every object has', { type: 'object', constructor: {} }, /^\/constructor: nobody/],
])('%s is refused', (_, schema, why) => {
  expect(found(schema)).toEqual([expect.stringMatching(why)])
})

test('it is found wherever it stands', () => {
  const schema = {
    type: 'object',
    properties: {
      'a/b': { type: 'array', items: { type: 'object', properties: { c: { type: 'number' } } } },
    },
  }
  expect(divergencesIn(schema).map(({ pointer }) => pointer)).toEqual([
    '/properties/a~1b/items/properties/c/type',
  ])
})

describe('patterns', () => {
  const flawsOf = (pattern: string, more: object = { not: { pattern: '[^A-Za-z0-9]' } }) =>
    found({ ...text, pattern, ...more })

  test.each(['^[A-Z]*$', '^(?:a|b)+$', '^[^a-z-]{1,3}$', '^a\\.b\\\\$', '^x{2}-[-+]?$', '^\u{1f600}\u00e9$'])(
    '%s is taken',
    pattern => {
      expect(flawsOf(pattern)).toEqual([])
    },
  )

  test.each([
    ['^\\d$', 'Python'],
    ['^\\w$', 'Python'],
    ['^\\s$', 'Python'],
    ['^a\\b$', 'Python'],
    ['^\\p{L}$', 'Python'],
    ['^\\u0041$', 'escape of JSON'],
    ['^\\n$', 'escape of JSON'],
    ['^a\\-b$', 'refuse'],
    ['^[a\\-b]$', 'hyphen'],
    ['^[\\d]$', 'read otherwise'],
    ['^(?=a)a$', 'looks around'],
    ['^(?!a)b$', 'looks around'],
    ['^a(?<!b)$', 'looks around'],
    ['^(?i)a$', 'flags'],
    ['^(?<n>a)$', 'flags'],
    ['^(a)\\1$', 'captures'],
    ['^a.b$', 'line end'],
    ['^a$|^b$', 'within'],
    ['^a|b$', 'alternative outside'],
    ['a', '^…$'],
    ['^a', '^…$'],
    ['^[a-z&&[^b]]$', 'Java'],
    ['^[[a]]$', 'Java'],
    ['^a*?$', 'lazy'],
    ['^a++$', 'possessive'],
    ['^a{1001}$', '999'],
    ['^[\ud800]$', 'surrogate'],
  ])('%s is refused', (pattern, why) => {
    expect(flawsOf(pattern)).toEqual([expect.stringContaining(why)])
  })

  test('one whose $ lets a line end through is refused, unless a not or the length keeps it out', () => {
    expect(flawsOf('^[A-Z]*$', {})).toEqual([expect.stringContaining('line end')])
    expect(flawsOf('^[A-Z]*$', { not: { pattern: '[\n]' } })).toEqual([expect.stringContaining('line end')])
    expect(flawsOf('^[A-Z]{3}$', { maxLength: 4 })).toEqual([expect.stringContaining('line end')])
    expect(flawsOf('^[A-Z]{3}$', { maxLength: 3 })).toEqual([])
    expect(flawsOf('^[A-Z\u2028-\u2029]*$', { not: { pattern: '[\n\r\u0085]' } })).toEqual([])
  })
})
