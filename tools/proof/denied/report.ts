import { columns } from '../../dev/lib/tables.ts'
import { type Attempt, isSound, type Verdict } from './attempt.ts'

export type Verdicts = Readonly<Record<string, Verdict>>

/** Faults that are listed of each part. */
const maxShown = 20

/** What was tried, for people: a row for each part, and what went otherwise than it has to. */
export function deniedLines(verdicts: Verdicts): readonly string[] {
  const parts = Object.entries(verdicts)
  return [
    ...columns([
      ['', 'to be refused', 'refused', 'to be let in', 'let in', 'verdict'],
      ...parts.map(([part, verdict]) => [part, ...figuresOf(verdict), isSound(verdict) ? 'holds' : 'BROKEN']),
    ]),
    ...parts.flatMap(([part, { faults }]) => faultLines(part, faults)),
  ]
}

const figuresOf = ({ tried, denied, needed, allowed }: Verdict) =>
  [tried, denied, needed, allowed].map(figure => figure.toLocaleString('en-US'))

function faultLines(part: string, faults: readonly Attempt[]): readonly string[] {
  if (faults.length === 0) return []
  const more = faults.length - maxShown
  return [
    '',
    `${part}: not as it has to be`,
    ...columns(
      faults
        .slice(0, maxShown)
        .map(({ who, what, expected, got }) => [who, what, `${got} instead of ${expected}`]),
    ),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ]
}

/** The same for machines: by part how many accesses had to be refused, and were; and what went otherwise. */
export const deniedResult = (verdicts: Verdicts) => ({
  ...Object.fromEntries(
    Object.entries(verdicts).map(([part, { tried, denied }]) => [part, { tried, denied }]),
  ),
  counterparts: Object.fromEntries(
    Object.entries(verdicts).map(([part, { needed, allowed }]) => [part, { tried: needed, allowed }]),
  ),
  faults: Object.entries(verdicts).flatMap(([part, { faults }]) => faults.map(fault => ({ part, ...fault }))),
})
