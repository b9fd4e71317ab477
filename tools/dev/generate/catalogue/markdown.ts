/** The first line of every page; a page without it was written by a person, and is never removed. */
export const banner =
  "<!-- Generated from schemas/, the registry of events and the services' tables: do not edit, run `npm run check -- --fix`. -->"

/** A table whose cells hold any text. All columns but the last are padded, for reading in a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map(row => row.map(escaped))
  const widths = head.map((_, n) => Math.max(3, ...all.map(row => row[n]?.length ?? 0)))
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, n) => (n === head.length - 1 ? cell : cell.padEnd(widths[n] ?? 0, fill))).join(' | ')} |\n`
  const [first = [], ...others] = all
  return [
    line(first),
    line(
      head.map(() => '---'),
      '-',
    ),
    ...others.map(cells => line(cells)),
  ].join('')
}

/** A pipe would end the cell, even inside of code. */
const escaped = (text: string) => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')

export const code = (text: string) => `\`${text}\``

export const link = (text: string, target: string) => `[${text}](${target})`

export const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Prose in lines of at most 110 characters; no line begins with what Markdown would take for a list or a heading. */
export const prose = (text: string) => text.replace(/(.{1,110})(?: |$)(?![-+*#>]|\d+[.)])/g, '$1\n')

/** Sections apart by one empty line. */
export const page = (...sections: readonly string[]) =>
  `${sections
    .map(section => section.trimEnd())
    .filter(section => section !== '')
    .join('\n\n')}\n`
