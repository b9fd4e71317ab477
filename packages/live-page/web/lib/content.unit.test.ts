import { expect, test } from 'vitest'
import { contentOf } from './content.ts'

const of = (value: string | Uint8Array) => contentOf(Buffer.from(value).toString('base64'))

test.each([
  ['JSON is set out in lines', '{"a":[1]}', 'JSON', '{\n  "a": [\n    1\n  ]\n}'],
  ['what is no JSON is text', '{"a":', 'text', '{"a":'],
  ['nothing is text without a letter', '', 'text', ''],
  ['what is no text is bytes', Uint8Array.of(0, 255), 'hexadecimal', '00 ff'],
  ['what nobody sees is seen', 'a\u202eb', 'text', 'a\\u202eb'],
  ['in JSON too', '"a\u202eb"', 'JSON', '"a\\u202eb"'],
])('%s', (_, value, form, text) => {
  expect(of(value)).toMatchObject({ form, text, cut: false })
})

test('a record without a value has none', () => {
  expect(contentOf(null)).toEqual({ form: 'no value', text: '', bytes: 0, cut: false })
})

test('of a large one the beginning is shown', () => {
  const { text, bytes, cut } = of('x'.repeat(100_000))
  expect([text.length, bytes, cut]).toEqual([60_000, 100_000, true])
})
