import { columns } from '../../dev/lib/tables.ts'
import type { Found } from './fuzz.ts'

const count = (value: number) => value.toLocaleString('en-US')

/** What came of one target's cases, for people. */
export function fuzzLines(target: string, found: Found, seconds: number): readonly string[] {
  const { cases, corpus, verdicts, findings, passing, longestTurnMs, grownMb } = found
  const rate = Math.round(cases / Math.max(seconds, 0.001))
  return [
    `${target}: ${count(cases)} cases (${count(corpus)} of them kept from before) in ${seconds} s, ${count(rate)} a second`,
    `The longest turn of an event loop had ${Math.round(longestTurnMs)} ms of processor time; heaps grew by ${grownMb} MB.`,
    ...columns(
      Object.entries(verdicts)
        .toSorted(([, a], [, b]) => b - a)
        .map(([verdict, n]) => [verdict, count(n)]),
    ),
    ...passing.map(what => `Not seen again: ${what}`),
    ...findings.flatMap(({ name, fault, case: one }) => [
      '',
      `FAILS (${name}): ${fault}`,
      JSON.stringify(one),
    ]),
    ...(findings.length === 0 ? ['Each got a clear answer.'] : []),
  ]
}
