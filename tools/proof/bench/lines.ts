import type { BenchResult } from './result.ts'
import type { Figures, Scenario } from './scenario.ts'
import type { Spread } from './statistics.ts'

const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** As many digits as say something. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '-'
  return Math.abs(value) >= 100 ? wholeNumber.format(value) : String(Number(value.toPrecision(3)))
}

/** One run of a scenario. */
export const runLine = (round: number, { name, headline }: Scenario, figures: Figures): string =>
  `Round ${round + 1}  ${name.padEnd(22)} ${headline} ${number(figures[headline] ?? Number.NaN)}`

/** All that was measured, at most 80 columns wide but for long names. */
export function resultLines(result: BenchResult): string[] {
  const groups = (['limits', 'ours', 'peers'] as const).flatMap(group =>
    Object.entries(result[group]).flatMap(([scenario, figures]) =>
      Object.entries(figures).map(([figure, found]) => row(`${scenario} ${figure}`, found)),
    ),
  )
  const ratios = Object.entries(result.ratioSpreads).map(([name, found]) => row(name, found))
  const failures = result.failures.map(
    ({ scenario, round, reason }) => `✗ ${scenario}, round ${round + 1}: ${reason}`,
  )
  return [
    '',
    `${'figure'.padEnd(44)}${['median', 'min', 'max'].map(cell => cell.padStart(12)).join('')}`,
    ...groups,
    ...(ratios.length > 0 ? ['', ...ratios] : []),
    ...(failures.length > 0 ? ['', ...failures] : []),
  ]
}

/** A figure over the rounds. */
export const row = (name: string, { median, min, max }: Spread) =>
  name.padEnd(44) + [median, min, max].map(value => number(value).padStart(12)).join('')
