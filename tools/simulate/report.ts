import type { Explored, RangeResult, Tally, Trace } from '@orderflow/testing/simulator'
import { cellVisits, unexpected } from './cells.ts'
import type { Found } from './mutants/index.ts'

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

export function exploredTable(explored: readonly Explored[]): string {
  const lines = explored.map(
    ({ name, permutations, deliveries, states, violation }) =>
      `${violation === undefined ? '✓' : '✗'} ${name.padEnd(30)}${count(permutations).padStart(14)}${String(deliveries).padStart(12)}${count(states).padStart(9)}`,
  )
  const header = `  ${''.padEnd(30)}${'permutations'.padStart(14)}${'deliveries'.padStart(12)}${'states'.padStart(9)}`
  const total = explored.reduce((sum, { permutations }) => sum + permutations, 0)
  return [header, ...lines, '', `${count(total)} permutations, all checked`].join('\n')
}

/** The seeded bugs as the table in docs/simulation.md. */
export function mutantTable(found: readonly Found[]): string {
  const row = ({ mutant, schedules, invariant }: Found) =>
    `| \`${mutant.name}\` | ${mutant.bug} | ${schedules === undefined ? 'not found' : count(schedules)} | ${invariant === undefined ? '' : `\`${invariant}\``} |`
  return [
    '| name | bug | found by schedule | by the invariant |',
    '| --- | --- | ---: | --- |',
    ...found.map(row),
  ].join('\n')
}
