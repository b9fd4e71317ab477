import { expect, test } from 'vitest'
import { columns, valueLines, visible } from './tables.ts'

test('what turns text around, and what a terminal obeys, is shown as what it is', () => {
  expect(visible('order-\u202e1\u2066\u001b[2J')).toBe('order-\\u202e1\\u2066\\u001b[2J')
  expect(visible('a\u2028b\u2029c')).toBe('a\\u2028b\\u2029c')
  expect(visible('Straße 漢字 😀')).toBe('Straße 漢字 😀')
  expect(columns([['a\u202eb', 'c']])).toEqual(['  a\\u202eb  c'])
  expect(valueLines(Buffer.from('{"id":"a\u202eb"}'))).toEqual(['Value (JSON)', '{\n  "id": "a\\u202eb"\n}'])
})
