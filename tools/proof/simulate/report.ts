import { cellVisits, unexpected } from './cells.ts'
import type { Found } from './mutants/index.ts'
import type { Explored, RangeResult, Tally, Trace } from './simulator/index.ts'

const wholeNumber = new Intl.NumberFormat('en-US')
export const count = (value: number) => wholeNumber.format(value)

const rows: readonly (readonly [keyof Tally, string])[] = [
  ['inputs', 'inputs, those included that an inbox held back'],
  ['events', 'events published'],
  ['duplicates', 'duplicates that an inbox held back'],
  ['copies', 'copies in an older version that were left out'],
  ['upcasts', 'events read through the upcaster'],
  ['crashes', 'crashes of a service in a batch'],
  ['resends', 'messages sent again by a relay that died'],
  ['rewinds', 'partitions read again'],
  ['forgottenInboxes', 'inboxes that forgot what they knew'],
  ['deadLetters', 'dead letters'],
  ['redrives', 'dead letters sent back, some of them again'],
  ['deployments', 'times that a service went back to the release before, or forward'],
  ['stuck', 'orders that counted as stuck at their deadline'],
  ['gatewayCalls', 'calls of the gateway'],
  ['lostAnswers', 'answers of it that were lost'],
  ['repeatedAnswers', 'answers of it that came twice'],
  ['placements', 'orders placed, repetitions included'],
  ['cancellations', 'cancellations asked for'],
  ['deadlines', 'deadlines passed'],
  ['adjustments', 'adjustments of stock'],
  ['completed', 'orders completed'],
  ['rejected', 'orders rejected'],
  ['cancelled', 'orders cancelled'],
]

/** A run for people: what happened in it, and which cells of the tables it entered. */
export function runTable({ tally, coverage, schedules, violations }: RangeResult, seconds: number): string {
  const cells = cellVisits(coverage).filter(({ step }) => step !== 'impossible')
  const { unvisited, impossible } = unexpected(coverage)
  const lines = [
    ...rows.map(([name, says]) => `${count(tally[name]).padStart(14)}  ${says}`),
    '',
    `${count(cells.length - unvisited.length)} of ${cells.length} cells of the tables of transitions were entered`,
    ...unvisited.map(cell => `  never: ${cell}`),
    ...impossible.map(cell => `  impossible, and entered: ${cell}`),
    '',
    `${count(schedules)} schedules in ${seconds.toFixed(1)} s, ${verdict(violations)}`,
  ]
  return lines.join('\n')
}

const verdict = (violations: number) =>
  violations === 0 ? 'no violation' : `${count(violations)} with a violation`

/** A schedule that went wrong, step by step. */
export function traceText({ lines, violation }: Trace): string {
  const verdict =
    violation === undefined ? 'Nothing is violated.' : `${violation.invariant}: ${violation.detail}`
  return [...lines.map(line => `  ${line}`), '', violation === undefined ? verdict : `✗ ${verdict}`].join(
    '\n',
  )
}

/** Small worlds as the table in docs/simulation.md. */
export function exploredTable(explored: readonly Explored[]): string {
  const total = explored.reduce((sum, { permutations }) => sum + permutations, 0)
  return markdownTable(
    ['one order, that is', 'permutations', 'deliveries, at most', 'different worlds', 'violations'],
    [
      ...explored.map(({ name, permutations, deliveries, states, violation }) => {
        return [
          name,
          count(permutations),
          count(deliveries),
          count(states),
          violation === undefined ? '0' : '1',
        ]
      }),
      ['together', count(total), '', '', ''],
    ],
  )
}

/** A table in Markdown, its columns as wide as they need be; all but the first are figures or short. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map(row => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** The seeded bugs as the table in docs/simulation.md. */
export function mutantTable(found: readonly Found[]): string {
  return markdownTable(
    ['bug', 'what is wrong', 'found by schedule', 'by the invariant'],
    found.map(({ mutant: { name, bug }, schedules, invariant }) => [
      `\`${name}\``,
      bug,
      schedules === undefined ? 'not found' : count(schedules),
      invariant === undefined ? '' : `\`${invariant}\``,
    ]),
  )
}
