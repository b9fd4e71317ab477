import { expect, test } from 'vitest'
import { brokenLinks, missingInIndex } from './links.ts'
import { limits, tooLong } from './readme.ts'

const target = '# One page\n\n## `Code` & _more_\n\n## Twice\n\n## Twice\n'

test.each([
  ['a page', '[a](docs/one.md)'],
  ['a heading', '[a](docs/one.md#code--more)'],
  ['the second heading of one name', '[a](docs/one.md#twice-1)'],
  ['a heading of its own page', '# Here\n\n[a](#here)'],
  ['an image, in a table', '| a |\n| - |\n| ![a](docs/one.md) |'],
  ['another host', '[a](https://example.org/nothing#here)'],
  ['nothing: it is code', '`[a](nowhere.md)`\n\n```\n[a](nowhere.md)\n```'],
])('a link to %s is fine', (_, text) => {
  expect(broken(text)).toEqual([])
})

test.each([
  ['[a](docs/two.md)', 'README.md:3 links to docs/two.md: there is no such file.'],
  ['![a](two.png)', 'README.md:3 links to two.png: there is no such file.'],
  ['[a][b]\n\n[b]: two.md', 'README.md:5 links to two.md: there is no such file.'],
  ['[a](docs/one.md#code)', 'README.md:3 links to docs/one.md#code: that page has no such heading.'],
  ['[a](#here)', 'README.md:3 links to #here: that page has no such heading.'],
])('%s is not', (text, sentence) => {
  expect(broken(`text\n\n${text}`)).toEqual([sentence])
})

function broken(text: string): string[] {
  const pages = new Map([
    ['README.md', text],
    ['docs/one.md', target],
  ])
  return brokenLinks(pages, path => pages.has(path))
}

test('what the index of docs/ does not name is missed, unless its folder has an index', () => {
  const paths = [
    'README.md',
    'docs/named.md',
    'docs/a.md',
    'docs/adr/0001.md',
    'docs/events/README.md',
    'docs/events/b.md',
  ]
  const index = '[named](named.md) [events](events/README.md#all)'
  expect(
    missingInIndex(new Map([...paths.map(path => [path, ''] as const), ['docs/README.md', index]])),
  ).toEqual([
    'docs/README.md does not name docs/a.md: say there which question it answers.',
    'docs/README.md does not name docs/adr/0001.md: say there which question it answers.',
  ])
})

test('a README is as long as its limits allow, and no longer', () => {
  const lines = Array.from({ length: limits.lines }, () => 'word word word word word word word word')
  expect(tooLong(`${lines.join('\n')}\n`)).toEqual([])
  expect(tooLong(`${lines.join('\n')}\nword`)).toEqual([
    'README.md has 151 lines, and may have 150: what not everyone needs at first goes into docs/.',
    'README.md has 1201 words, and may have 1200: what not everyone needs at first goes into docs/.',
  ])
})
