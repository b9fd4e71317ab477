import { type Refusal, rows } from './errors.ts'

const table: readonly Refusal[] = rows.map(([code, name, answer, scope, why]) => {
  return { code, name, answer, scope, why }
})
const byCode = new Map(table.map(refusal => [refusal.code, refusal]))
const byName = new Map(table.map(refusal => [refusal.name, refusal]))

/** The row of a number; a number that a later Kafka has brought is waited for, with the least held back. */
export function refusalOfCode(code: number): Refusal {
  return byCode.get(code) ?? unknown(`CODE_${code}`)
}

/** The row of a name. */
export const refusalNamed = (name: string): Refusal => byName.get(name) ?? unknown(name)

const unknown = (name: string): Refusal => {
  return { code: undefined, name, answer: 'wait', scope: 'record', why: 'newer than this release knows' }
}

/** All rows, for documentation and tests. */
export const refusals = table
