import { type Field, fieldsOf } from './fields.ts'

/** A field that a newer version has otherwise: what it was and what it is, in words. */
export interface Change {
  readonly path: string
  readonly before: string
  readonly after: string
}

const absent = 'not there'

/** What a version of an event has otherwise than the one before it: presence, type and bounds, not wording. */
export function changesBetween(olderSchema: object, newerSchema: object): Change[] {
  const older = inWords(fieldsOf(olderSchema))
  const newer = inWords(fieldsOf(newerSchema))
  const paths = [...new Set([...newer.keys(), ...older.keys()])]
  return paths
    .map(path => ({ path, before: older.get(path) ?? absent, after: newer.get(path) ?? absent }))
    .filter(({ before, after }) => before !== after)
}

function inWords(fields: readonly Field[]): Map<string, string> {
  return new Map(
    fields.map(({ path, type, required, bounds }) => {
      const presence = required === undefined ? '' : required ? 'required ' : 'optional '
      return [path, `${presence}${type}${bounds && `, ${bounds}`}`]
    }),
  )
}
