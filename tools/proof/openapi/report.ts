import { columns } from '../../dev/lib/tables.ts'
import type { Asked } from './schemathesis.ts'

/** By service. */
export type AllAsked = Readonly<Record<string, Asked>>

/** Whether a service keeps to its document, as far as everything was asked. */
export const isSound = ({ cases, failures, complete }: Asked): boolean =>
  complete && cases > 0 && failures.length === 0

/** For people: a row for each service, and all that schemathesis says of one that does not keep to its document. */
export function openapiLines(asked: AllAsked): readonly string[] {
  const each = Object.entries(asked)
  return [
    ...columns([
      ['', 'operations', 'cases', 'failures', 'verdict'],
      ...each.map(([name, one]) => [
        name,
        String(one.operations),
        one.cases.toLocaleString('en-US'),
        String(one.failures.length),
        isSound(one) ? 'keeps its word' : 'BROKEN',
      ]),
    ]),
    ...each.filter(([, one]) => !isSound(one)).flatMap(([name, { printed }]) => ['', `${name}:`, printed]),
  ]
}

/** The same for machines. */
export const openapiResult = (asked: AllAsked) =>
  Object.fromEntries(Object.entries(asked).map(([name, { printed: _, ...one }]) => [name, one]))
