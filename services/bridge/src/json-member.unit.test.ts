import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonMember } from './json-member.ts'

const path = ['detail', 'data']

test.each([
  [
    'as it stands',
    '{"detail":{"data": {"a":1.0, "b":1e3,"c":9007199254740993} }}',
    '{"a":1.0, "b":1e3,"c":9007199254740993}',
  ],
  [
    'among others, the same name deeper and higher',
    '{"data":1,"x":[{"data":2}],"detail":{"x":{"data":3},"data":[4],"y":5}}',
    '[4]',
  ],
  ['the last of several', '{"detail":{"data":1,"data":2}}', '2'],
  ['a text with brackets', '{"detail":{"a":"}\\"{","data":"],[\\\\"}}', '"],[\\\\"'],
  ['a name that is escaped', '{"detail":{"d\\u0061ta":true}}', 'true'],
  ['none, but one in a list', '{"detail":[{"data":1}]}', undefined],
  ['none, but one of another object', '{"other":{"data":1},"detail":{}}', undefined],
  ['none, but one in the data of another', '{"detail":{"data2":{"detail":{"data":1}}}}', undefined],
])('the text of a member: %s', (_, text, member) => {
  expect(jsonMember(text, path)).toBe(member)
})

test('it is what JSON.parse finds, whatever surrounds it', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), fc.boolean(), (before, data, after) => {
      const rest = after ? `,"z":${before}` : ''
      const text = `{"a":${before},"detail":{"b":${before},"data":${data}${rest}}${rest}}`
      expect(jsonMember(text, path)).toBe(data.trim())
    }),
    { numRuns: 300 },
  )
})
