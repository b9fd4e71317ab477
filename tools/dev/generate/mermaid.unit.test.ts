import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { validate } from '@probelabs/maid'
import { expect, test } from 'vitest'
import { fenced } from './catalogue/markdown.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'services/*/*.md'], { cwd: root })
const diagrams = pages.flatMap(path =>
  diagramsIn(readFileSync(`${root}${path}`, 'utf8')).map(text => ({ path, text })),
)

test('there are diagrams in the README, the catalogue of events and the saga', () => {
  expect(new Set(diagrams.map(({ path }) => path))).toEqual(
    new Set(['README.md', 'docs/events/README.md', 'docs/saga.md', 'docs/saga-2.md']),
  )
})

test.each(diagrams)('a diagram of $path is Mermaid: $text', ({ text }) => {
  expect(whyNot(text)).toEqual([])
})

test.each([
  ['an arrow of another kind of diagram', 'stateDiagram-v2\n  A -> B'],
  ['two arrows in one line', 'stateDiagram-v2\n  A --> B --> C'],
  ['a message without its colon', 'sequenceDiagram\n  a->>b hi'],
  ['a node that is not closed', 'flowchart LR\n  a --> b[b'],
  ['a label that would end its line', 'stateDiagram-v2\n  A --> B: one; two'],
])('%s is not', (_, text) => {
  expect(whyNot(text)).not.toEqual([])
})

/**
 * What the parser refuses. It knows no line breaks in labels of states, which are fine in Mermaid, and lets semicolons
 * pass, which end a line in Mermaid.
 */
function whyNot(text: string): string[] {
  const { errors } = validate(text.replaceAll('<br/>', ' '))
  const messages = errors.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  return [...messages, ...(text.includes(';') ? ['a semicolon'] : [])]
}

function diagramsIn(page: string): string[] {
  const [opening = ''] = fenced('mermaid', '').split('\n')
  return page
    .split(`${opening}\n`)
    .slice(1)
    .map(rest => rest.slice(0, rest.indexOf('\n```')))
}
