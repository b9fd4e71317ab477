import { produceErrors } from './errors.ts'
import { otherErrors } from './other-errors.ts'
import type { Refusal } from './refusal.ts'

/** All rows by their number, for documentation and tests. */
export const refusals: readonly Refusal[] = [...produceErrors, ...otherErrors]
  .toSorted(([a], [b]) => a - b)
  .map(([code, name, answer, scope, why]) => ({ code, name, answer, scope, why }))

const byCode = new Map(refusals.map(refusal => [refusal.code, refusal]))
const byName = new Map(refusals.map(refusal => [refusal.name, refusal]))

/** The row of a number; a number that a later Kafka has brought is waited for, with the least blocked. */
export function refusalOfCode(code: number): Refusal {
  return byCode.get(code) ?? unknown(`CODE_${code}`)
}

/** The row of a name. */
export const refusalNamed = (name: string): Refusal => byName.get(name) ?? unknown(name)

const unknown = (name: string): Refusal => {
  return { code: undefined, name, answer: 'wait', scope: 'record', why: 'newer than this release knows' }
}
