/** A part of a line of text. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly to: string; readonly parts: readonly Inline[] }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly numbered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }

/** The part of Markdown in which this project's pages are written; anything else is text. */
export function parseMarkdown(text: string): Block[] {
  const lines = text.split('\n')
  const blocks: Block[] = []
  while (lines.length > 0) {
    const line = lines[0] as string
    if (line.trim() === '') lines.shift()
    else blocks.push(takeBlock(line, lines))
  }
  return blocks
}

const itemStart = /^(?:- |(\d+)\. +)/

function takeBlock(line: string, lines: string[]): Block {
  const takeWhile = (wanted: (line: string) => boolean) => {
    const end = lines.findIndex(each => !wanted(each))
    return lines.splice(0, end < 0 ? lines.length : end)
  }
  const [, marks, title = ''] = /^(#{1,6}) (.*)$/.exec(line) ?? []
  if (marks !== undefined) {
    lines.shift()
    return { kind: 'heading', level: marks.length, parts: parseInline(title) }
  }
  if (line.startsWith('```')) {
    lines.shift()
    const code = takeWhile(each => !each.startsWith('```'))
    lines.shift()
    return { kind: 'code', text: code.join('\n') }
  }
  if (line.startsWith('|')) {
    const [head = '', , ...rows] = takeWhile(each => each.startsWith('|'))
    return { kind: 'table', rows: [head, ...rows].map(row => cellsOf(row).map(parseInline)) }
  }
  if (itemStart.test(line)) return takeList(line, takeWhile)
  const starts = (each: string) => each.trim() === '' || /^(#|```|\|)/.test(each) || itemStart.test(each)
  const paragraph = [lines.shift() as string, ...takeWhile(each => !starts(each))]
  return { kind: 'paragraph', parts: parseInline(paragraph.map(each => each.trim()).join(' ')) }
}

function takeList(line: string, takeWhile: (wanted: (line: string) => boolean) => string[]): Block {
  const all = takeWhile(each => each.trim() === '' || itemStart.test(each) || each.startsWith('  '))
  const items: string[][] = []
  for (const each of all) {
    const [mark] = itemStart.exec(each) ?? []
    if (mark === undefined) items.at(-1)?.push(each.replace(/^ {2,3}/, ''))
    else items.push([each.slice(mark.length)])
  }
  return {
    kind: 'list',
    numbered: /^\d/.test(line),
    items: items.map(item => parseMarkdown(item.join('\n'))),
  }
}

/** The cells of a row; a bar in them is written `\|`. */
const cellsOf = (row: string) =>
  row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim().replaceAll('\\|', '|'))

const marks = /(`+)(.+?)\1|\*\*(.+?)\*\*|(?<!\w)_(.+?)_(?!\w)|\[((?:`[^`]*`|[^\]])+)\]\(([^)]+)\)/

/** What stands in a line. */
export function parseInline(text: string): Inline[] {
  const found = marks.exec(text)
  if (found === null) return text === '' ? [] : [{ kind: 'text', text: unescaped(text) }]
  const [whole, , code, strong, emphasis, label, to] = found
  const part: Inline =
    code !== undefined
      ? { kind: 'code', text: code }
      : strong !== undefined
        ? { kind: 'strong', parts: parseInline(strong) }
        : emphasis !== undefined
          ? { kind: 'emphasis', parts: parseInline(emphasis) }
          : { kind: 'link', to: to as string, parts: parseInline(label as string) }
  return [
    ...parseInline(text.slice(0, found.index)),
    part,
    ...parseInline(text.slice(found.index + whole.length)),
  ]
}

const unescaped = (text: string) => text.replaceAll(/\\([^\w\s])/g, '$1')
