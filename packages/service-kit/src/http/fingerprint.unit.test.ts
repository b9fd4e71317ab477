import { expect, test } from 'vitest'
import { askedBy, canonicalJson } from './fingerprint.ts'

test.each([
  ['{"b":1,"a":{"d":[],"c":null}}', '{"a":{"c":null,"d":[]},"b":1}'],
  ['[{"b":2,"a":1},{}]', '[{"a":1,"b":2},{}]'],
  ['[1e0,1.50,-0,1e21,"\\u00e9\\"\\\\\\n"]', '[1,1.5,0,1e+21,"\u00e9\\"\\\\\\n"]'],
  ['{"constructor":2,"__proto__":1}', '{"__proto__":1,"constructor":2}'],
  // The example of RFC 8785, section 3.2.3: sorted by UTF-16 code units.
  [
    '{"\\u20ac":1,"\\r":2,"1":3,"\\ud83d\\ude00":4,"\\u0080":5,"\\ufb33":6}',
    '{"\\r":2,"1":3,"\u0080":5,"\u20ac":1,"\ud83d\ude00":4,"\ufb33":6}',
  ],
])('the canonical form of %s', (json, expected) => {
  expect(canonicalJson(JSON.parse(json))).toBe(expected)
})

const request = {
  method: 'POST',
  routeOptions: { url: '/things/:id' } as Parameters<typeof askedBy>[0]['routeOptions'],
  params: { id: 'a' },
  query: {},
  body: { x: 1, y: [1, 2] },
}

test('a request is the same whatever the order of its members', () => {
  expect(askedBy({ ...request, body: { y: [1, 2], x: 1 } })).toBe(askedBy(request))
})

test.each([
  ['another method', { method: 'PUT' }],
  ['another route', { routeOptions: { url: '/others/:id' } as typeof request.routeOptions }],
  ['another parameter', { params: { id: 'b' } }],
  ['a query', { query: { dry: 'true' } }],
  ['another value', { body: { x: 2, y: [1, 2] } }],
  ['another order of what is a list', { body: { x: 1, y: [2, 1] } }],
  ['a number as text', { body: { x: '1', y: [1, 2] } }],
  ['another name', { body: { z: 1, y: [1, 2] } }],
  ['no body', { body: undefined }],
])('%s is another request', (_, other) => {
  expect(askedBy({ ...request, ...other })).not.toBe(askedBy(request))
})
