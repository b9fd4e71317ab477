import { describe, expect, test } from 'vitest'
import { maxLines, withExcerpts } from './excerpts.ts'
import { withFileList } from './file-list.ts'

const source = `import { b } from './b.ts'

export function first(a: number) {
  if (a > 1) {
    return b
  }
  return a
}

export const second = [
  1,
]
${'// and more\n'.repeat(maxLines)}// the end`

const filled = (marker: string, code = '') => `<!-- excerpt ${marker} -->\n\n\`\`\`ts\n${code}\`\`\``
const read = (path: string) => (path === 'a.ts' ? source : undefined)

describe('an excerpt', () => {
  test.each([
    ['one line', 'export const second', 'export const second = ['],
    ['from one line to another, without their margin', 'if (a > 1) … }', 'if (a > 1) {\n  return b\n}'],
    [
      'to what closes the first',
      'function first … }',
      source.slice(source.indexOf('export'), source.indexOf('\n\nexport const')),
    ],
    ['two ranges', 'function first | return a', 'export function first(a: number) {\n  // …\n  return a'],
    ['two ranges with nothing between', 'if (a > 1) | return b', 'if (a > 1) {\n  return b'],
  ])('is %s', (_, ranges, code) => {
    const marker = `a.ts | ${ranges}`
    const { text, drifted, faults } = withExcerpts(`# A\n\n${filled(marker, 'old\n')}\n\nB`, read)
    expect(text).toBe(`# A\n\n${filled(marker, `${code}\n`)}\n\nB`)
    expect({ drifted, faults }).toEqual({ drifted: [marker], faults: [] })
    expect(withExcerpts(text, read)).toEqual({ text, drifted: [], faults: [] })
  })

  test('without ranges is the whole file', () => {
    const whole = withExcerpts(filled('b.ts'), () => 'one\n  two\n')
    expect(whole.text).toBe(filled('b.ts', 'one\n  two\n'))
  })

  test.each([
    ['b.ts | first', 'there is no such file'],
    ['a.ts | third', 'no line there has `third`'],
    ['a.ts | first … third', 'no line after `first` has `third`'],
    ['a.ts | second | first', 'no line there has `first`'],
    ['a.ts | second … the end', `it has ${maxLines + 4} lines, and may have ${maxLines}`],
  ])('cannot be %s', (marker, why) => {
    const page = filled(marker, 'old\n')
    expect(withExcerpts(page, read)).toEqual({
      text: page,
      drifted: [],
      faults: [`The excerpt "${marker}": ${why}.`],
    })
  })
})

test('the files of a page are listed by its sections, each once, up to the list', () => {
  const list = (text: string) =>
    `## One\n\n[\`a\`](../x/a.ts) [b](b.md) [\`a\`](../x/a.ts)\n\n## Two\n\n[\`c\`](../c.ts) [\`a\`](../x/a.ts)\n\n<!-- files -->${text}<!-- /files -->\n\n[d](../d.ts)`
  const files =
    '\n\nOne order passes 2 files.\n\nOne:\n\n1. [`x/a.ts`](../x/a.ts)\n\nTwo:\n\n2. [`c.ts`](../c.ts)\n\n'
  expect(withFileList(list(''))).toBe(list(files))
  expect(withFileList(list(files))).toBe(list(files))
})
