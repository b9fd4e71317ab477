import { describe, expect, test } from 'vitest'
import { parseJson } from './json-body.ts'
import { HttpProblem } from './problem.ts'

const refusal = (body: string | Buffer) => {
  try {
    parseJson(Buffer.from(body as string))
  } catch (error) {
    if (error instanceof HttpProblem) return error
    throw error
  }
  return undefined
}

const bytes = (...values: number[]) => Buffer.from(values)
const around = (middle: Buffer) => Buffer.concat([Buffer.from('{"a":"'), middle, Buffer.from('"}')])

describe('is read as it was sent', () => {
  test.each([
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}'],
    ['{"a:b":"c:d","e":["f:g"],"at":"2026-01-15T10:30:00Z"}'],
    ['{"a":"\\ud83d\\ude00 \\u2028\\ufffe\\uffff \\" : , { } [ ] \\\\"}'],
    ['{"a":"é 🙂 \u2028 \ufffe"}'],
    ['{"A":1,"a":2,"\\u0061\\u0061":3}'],
    ['{"constructor":"acme","prototype":{"constructor":1}}'],
    ['{"":{"":[[],{},""]}}'],
    [`${'['.repeat(32)}${']'.repeat(32)}`],
    ['null'],
    ['"text"'],
    [' {"a" : 1e2 } '],
  ])('%s', body => {
    expect(parseJson(Buffer.from(body))).toEqual(JSON.parse(body))
  })

  test('without a byte order mark', () => {
    expect(parseJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 })
  })
})

test.each([
  ['nothing', '', /empty/],
  ['no JSON', '{"a":', /not JSON/],
  ['a raw line feed within a text', '{"a":"\n"}', /not JSON/],
  ['Latin-1', around(bytes(0xe9)), /not UTF-8/],
  ['a cut character', around(bytes(0xe2, 0x82)), /not UTF-8/],
  ['an overlong slash', around(bytes(0xc0, 0xaf)), /not UTF-8/],
  ['an overlong NUL', around(bytes(0xc0, 0x80)), /not UTF-8/],
  ['half of a pair as three bytes', around(bytes(0xed, 0xa0, 0x80)), /not UTF-8/],
  ['beyond Unicode', around(bytes(0xf4, 0x90, 0x80, 0x80)), /not UTF-8/],
  ['UTF-16 with its mark', Buffer.from('\ufeff{"a":"b"}', 'utf16le'), /not UTF-8/],
  ['UTF-16 without', Buffer.from('{"a":"b"}', 'utf16le'), /not JSON/],
])('%s is refused for what it is', (_, body, detail) => {
  const problem = refusal(body)
  expect([problem?.status, problem?.detail]).toEqual([400, expect.stringMatching(detail)])
})

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

test.each([
  ['{"a":1,"a":1}', '#/a', /twice/],
  ['{"a":1,"\\u0061":2}', '#/a', /twice/],
  ['{"x":[0,{"b":{"c":1,"d":":","c":[]}}]}', '#/x/1/b/c', /twice/],
  ['{"a":{"b":1},"a":2}', '#/a', /twice/],
  ['{"a":{"b":"x:y"},"a":{"b":"x"}}', '#/a', /twice/],
  ['{"":1,"":2}', '#/', /twice/],
  ['{"a":"\\ud800"}', '#/a', /surrogate/],
  ['{"a":["x","\\udc00\\ud800"]}', '#/a/1', /surrogate/],
  ['{"a":"\\u0000"}', '#/a', /NUL/],
  ['{"a":{"\\ud83d":1}}', '#/a/%EF%BF%BD', /surrogate/],
  ['"\\ud800"', '#', /surrogate/],
  ['{"__proto__":{"admin":true}}', '#/__proto__', /prototype/],
  ['{"a":[{"\\u005f_proto__":null}]}', '#/a/0/__proto__', /prototype/],
  ['{"constructor":{"prototype":{}}}', '#/constructor/prototype', /prototype/],
  [deep(33), `#${'/a'.repeat(32)}`, /32 levels/],
  [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, `#${'/0'.repeat(32)}`, /32 levels/],
  ['{"a/b~c d%e#f\\"gé🙂?":{"x":1,"x":2}}', '#/a~1b~0c%20d%25e%23f%22g%C3%A9%F0%9F%99%82?/x', /twice/],
])('%s names the place', (body, pointer, detail) => {
  const problem = refusal(body)
  expect(problem?.status).toBe(400)
  expect(problem?.extensions.errors).toEqual([{ pointer, in: 'body', detail: expect.stringMatching(detail) }])
})

test('the scan agrees with the parser about names, whatever is in them', () => {
  const parts = ['"', '\\', ':', ',', '{', '}', '[', ']', 'a', '\u2028', '🙂', '\n']
  let seed = 1
  const pick = (n: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % n
  }
  const string = () => Array.from({ length: pick(5) }, () => parts[pick(parts.length)]).join('')
  const value = (depth: number): unknown => {
    const kind = pick(depth > 3 ? 2 : 4)
    if (kind === 0) return string()
    if (kind === 1) return pick(100)
    const children = Array.from({ length: pick(4) }, () => [string(), value(depth + 1)] as const)
    return kind === 2 ? Object.fromEntries(children) : children.map(([, child]) => child)
  }
  for (let round = 0; round < 2_000; round += 1) {
    const sound = value(0)
    const text = JSON.stringify(sound)
    expect(parseJson(Buffer.from(text))).toEqual(sound)
    const name = JSON.stringify(string())
    expect(refusal(`{"o":${text},${name}:[${text}],${name}:${text}}`)?.status).toBe(400)
  }
})
