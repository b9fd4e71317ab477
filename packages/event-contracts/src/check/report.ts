import { type FileRefusal, refusalLine } from '../compatibility/index.ts'
import type { ContractsReport } from './check-contracts.ts'

/** Every refusal on a line of its own, and the verdict as the last line. */
export function reportLines(
  { refusals, divergences = [], compared, added, excepted = [] }: ContractsReport,
  says: string,
  exceptionsFile = 'the exceptions',
): string[] {
  const refused = [
    ...(refusals.length > 0 ? [count(refusals.length, 'change')] : []),
    ...(divergences.length > 0
      ? [`${count(divergences.length, 'construct')} that validators read differently`]
      : []),
  ]
  const verdict = refused.length === 0 ? 'Compatible' : `Refused ${refused.join(' and ')}`
  return [
    ...refusals.map(lineOf),
    ...divergences.map(({ file, pointer, why, instead }) => `${file}#${pointer}: ${why}; instead ${instead}`),
    ...(excepted.length > 0
      ? [`Tightened in ${count(excepted.length, 'place')}, as ${exceptionsFile} says why`]
      : []),
    `${verdict}: ${count(compared, 'schema')} compared with ${says}; ${added} new`,
  ]
}

const lineOf = (refusal: FileRefusal) => `${refusal.file}#${refusalLine(refusal)}`

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
