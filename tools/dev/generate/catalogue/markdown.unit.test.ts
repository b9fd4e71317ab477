import { expect, test } from 'vitest'
import { listed, prose, table } from './markdown.ts'

test('a cell holds pipes and line breaks, and all columns but the last are padded', () => {
  expect(
    table(
      ['a', 'b'],
      [
        ['x|y', 'two\nlines'],
        ['long cell', ''],
      ],
    ),
  ).toBe(
    ['| a         | b |', '| --------- | --- |', '| x\\|y      | two lines |', '| long cell |  |', ''].join(
      '\n',
    ),
  )
})

test('prose is broken into lines, but never before what would begin a list or a heading', () => {
  const words = 'word '.repeat(21) // 105 characters
  expect(prose(`${words}and more`)).toBe(`${words}and\nmore\n`)
  expect(prose(`${words}even - more`)).toBe(`${words.trimEnd()}\neven - more\n`)
  expect(prose(`${words}more # 1`)).toBe(`${words.trimEnd()}
more # 1
`)
})

test('words are listed as a person would', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c'])
})
