/**
 * The code in a page is the code that runs: above each block stands where it comes from,
 *
 *     <!-- excerpt packages/messaging/src/inbox/inbox.ts | export async function keepNew … } | if (late) -->
 *
 * a file, and ranges of its lines; without ranges, the whole file. A range is one line, or goes from one line to another; a line is found by a part of
 * it, after the range before. `}` and the like stand for the line that closes what the first one opens. What lies between
 * two ranges is left out with `// …`.
 */
const block = /^<!-- excerpt (.+) -->\n\n```ts\n[\s\S]*?^```$/gm

/** The most lines of code in a block: more is not read. */
export const maxLines = 12

export interface Excerpted {
  /** The page with each block as the sources have it now. */
  readonly text: string
  /** The markers whose block was another one. */
  readonly drifted: readonly string[]
  /** For each marker of which no block can be made, a sentence with the reason. */
  readonly faults: readonly string[]
}

/**
 * Fills in the blocks of a page.
 * @param read the text of a file, by its path from the repository's root; undefined if there is none
 */
export function withExcerpts(page: string, read: (path: string) => string | undefined): Excerpted {
  const drifted: string[] = []
  const faults: string[] = []
  const text = page.replaceAll(block, (before, marker: string) => {
    const excerpt = excerptOf(marker, read)
    if (typeof excerpt === 'string') {
      faults.push(`The excerpt "${marker}": ${excerpt}.`)
      return before
    }
    const after = `<!-- excerpt ${marker} -->\n\n\`\`\`ts\n${excerpt.join('\n')}\n\`\`\``
    if (after !== before) drifted.push(marker)
    return after
  })
  return { text, drifted, faults }
}

/** The lines that a marker stands for, or why there are none. */
function excerptOf(marker: string, read: (path: string) => string | undefined): readonly string[] | string {
  const [path = '', ...ranges] = marker.split(' | ')
  const lines = read(path)?.split('\n')
  if (lines === undefined) return 'there is no such file'
  if (ranges.length === 0) return lines.slice(0, lines.findLastIndex(line => line !== '') + 1)
  const excerpt: string[] = []
  let next = 0
  let count = 0
  for (const range of ranges) {
    const [first = '', last] = range.split(' … ')
    const from = lines.findIndex((line, i) => i >= next && line.includes(first))
    if (from < 0) return `no line there has \`${first}\``
    const to = last === undefined ? from : endOf(lines, from, last)
    if (to < 0) return `no line after \`${first}\` has \`${last}\``
    if (excerpt.length > 0 && from > next) excerpt.push(`${indentOf(lines[from])}// …`)
    excerpt.push(...lines.slice(from, to + 1))
    count += to + 1 - from
    next = to + 1
  }
  if (count > maxLines) return `it has ${count} lines, and may have ${maxLines}`
  const margin = Math.min(...excerpt.filter(line => line !== '').map(line => indentOf(line).length))
  return excerpt.map(line => line.slice(margin))
}

function endOf(lines: readonly string[], from: number, last: string): number {
  const closing = /^[)\]}]/.test(last) ? `${indentOf(lines[from])}${last}` : undefined
  const isEnd = (line: string) => (closing === undefined ? line.includes(last) : line.startsWith(closing))
  return lines.findIndex((line, i) => i > from && isEnd(line))
}

const indentOf = (line = '') => /^ */.exec(line)?.[0] ?? ''
