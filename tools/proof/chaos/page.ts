import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../../dev/lib/system.ts'
import { count, type ScenarioResult } from './result.ts'

const page = join(projectRoot, 'docs', 'guarantees.md')
const [begin, end] = ['<!-- figures: npm run chaos -- --write -->', '<!-- /figures -->']

/** Puts a run's figures into docs/guarantees.md. */
export async function writePage(results: readonly ScenarioResult[]): Promise<void> {
  await writeFile(page, withFigures(await readFile(page, 'utf8'), results))
}

/** The page with these figures in the place of those it has. */
export function withFigures(text: string, results: readonly ScenarioResult[]): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The page has no place for figures: ${begin} … ${end}`)
  return `${text.slice(0, from)}${begin}\n\n${figures(results)}\n\n${text.slice(to)}`
}

function figures(results: readonly ScenarioResult[]): string {
  const header = [
    'scenario',
    'form',
    'orders',
    'faults',
    'lost',
    'doubled',
    'violations',
    'duplicates',
    'recovery, s',
  ]
  const rows = results.map(result => [
    `\`${result.name}\``,
    result.form,
    ...[result.orders, result.faults, result.lost, result.doubled, result.violations, result.duplicates].map(
      count,
    ),
    result.recoverySeconds === null
      ? '-'
      : `${count(result.recoveryMedianSeconds)}; at most ${count(result.recoverySeconds)}`,
  ])
  // As wide as the formatter has them.
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map(row => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const table = [line(header), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
  const own = results.flatMap(({ name, figures }) => {
    const parts = Object.entries(figures).map(([figure, value]) => `${figure} ${count(value)}`)
    return parts.length === 0 ? [] : [`- \`${name}\`: ${parts.join('; ')}.`]
  })
  return [table, '', ...own].join('\n')
}
