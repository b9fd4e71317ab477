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

test.each(Object.entries(limits))(
  '%s is as long as its limits allow, and no longer',
  (name, { lines, words }) => {
    const path = name as keyof typeof limits
    const line = Array.from({ length: Math.floor(words / lines) }, () => 'word').join(' ')
    const page = Array.from({ length: lines }, () => line).join('\n')
    expect(tooLong(path, `${page}\n`)).toEqual([])
    const more = Array.from({ length: words }, () => 'word').join(' ')
    expect(tooLong(path, `${page}\n${more}`).map(sentence => sentence.split(',')[0])).toEqual([
      `${path} has ${lines + 1} lines`,
      `${path} has ${Math.floor(words / lines) * lines + words} words`,
    ])
  },
)
