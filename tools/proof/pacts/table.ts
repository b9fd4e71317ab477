import { fieldsOf } from './fields.ts'
import type { StatedPair } from './interactions.ts'

/** Who uses which fields of what, as rows of a Markdown table. */
export function tableOf(pairs: readonly StatedPair[]): string {
  const rows = pairs.map(({ consumer, provider, topic, uses }) => [
    consumer,
    provider,
    `\`${topic}\``,
    fieldsOf(uses)
      .map(field => `\`${field}\``)
      .join(', '),
  ])
  const all = [['consumer', 'producer', 'topic', 'fields that it uses'], ...rows]
  const widths = [0, 1, 2, 3].map(column => Math.max(...all.map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [heading = [], ...body] = all
  return [line(heading), line(widths.map(width => '-'.repeat(width))), ...body.map(line)].join('\n')
}
