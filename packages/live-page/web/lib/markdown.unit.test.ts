import { readdirSync, readFileSync } from 'node:fs'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textOf } from 'mdast-util-to-string'
import { expect, test } from 'vitest'
import { type Block, type Inline, parseMarkdown } from './markdown.ts'

const folder = new URL('../../../../docs/runbooks/', import.meta.url)
const pages = readdirSync(folder).filter(name => name.endsWith('.md'))

const inline = (parts: readonly Inline[]): string =>
  parts.map(part => ('parts' in part ? inline(part.parts) : part.text)).join('')

function shown(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return [`${block.kind}: ${inline(block.parts)}`]
    case 'code':
      return [`code: ${block.text}`]
    case 'list':
      return block.items.flatMap(item => item.flatMap(shown)).map(each => `item, ${each}`)
    case 'table':
      return []
  }
}

type Node = ReturnType<typeof fromMarkdown>['children'][number]

function expected(node: Node): string[] {
  const text = textOf(node).replaceAll('\n', ' ')
  if (node.type === 'code') return [`code: ${node.value}`]
  if (node.type === 'list')
    return node.children.flatMap(item => item.children.flatMap(expected)).map(each => `item, ${each}`)
  return [`${node.type}: ${text}`]
}

test.each(pages)('%s is read as a parser of CommonMark reads it', page => {
  const text = readFileSync(new URL(page, folder), 'utf8')
  const withoutTables = text.replaceAll(/^\|.*\n/gm, '')
  expect(parseMarkdown(text).flatMap(shown)).toEqual(fromMarkdown(withoutTables).children.flatMap(expected))
})

test('a table has its cells, a link where it leads', () => {
  expect(parseMarkdown('| a | b\\|c |\n| - | - |\n| [`x`](y.md) | **z** |')).toEqual([
    {
      kind: 'table',
      rows: [
        [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b|c' }]],
        [
          [{ kind: 'link', to: 'y.md', parts: [{ kind: 'code', text: 'x' }] }],
          [{ kind: 'strong', parts: [{ kind: 'text', text: 'z' }] }],
        ],
      ],
    },
  ])
})
