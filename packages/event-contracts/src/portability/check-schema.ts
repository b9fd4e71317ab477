import { isObject, type Json, type JsonObject, own, pointerTo } from '../compatibility/json.ts'
import { type Flaw, flawOfKeyword } from './keywords.ts'

/** A construct about which validators of different languages are known to differ, or not known to agree. */
export interface Divergence extends Flaw {
  /** JSON pointer into the schema. */
  readonly pointer: string
  readonly keyword: string
}

const noSchema: Flaw = { why: 'a part without a type was never tried', instead: 'say its type' }

/**
 * Every construct in a schema (JSON Schema draft-07, parsed) that is not in the table of what is allowed; empty when
 * validators of all languages say the same of all events. Pure.
 */
export function divergencesIn(schema: unknown, pointer = ''): Divergence[] {
  if (!isObject(schema)) return [{ pointer, keyword: 'schema', ...noSchema }]
  const here = Object.keys(schema).flatMap((keyword): Divergence[] => {
    const found = flawOfKeyword(keyword, schema)
    return found === undefined ? [] : [{ pointer: pointerTo(pointer, keyword), keyword, ...found }]
  })
  const untyped = Object.hasOwn(schema, 'type') ? [] : [{ pointer, keyword: 'schema', ...noSchema }]
  return [...untyped, ...here, ...insideOf(schema, pointer)]
}

function insideOf(schema: JsonObject, pointer: string): Divergence[] {
  const properties = own(schema, 'properties')
  const named = isObject(properties) ? Object.entries(properties) : []
  const items = own(schema, 'items')
  return [
    ...named.flatMap(([name, part]: [string, Json]) =>
      divergencesIn(part, pointerTo(pointer, 'properties', name)),
    ),
    ...(isObject(items) ? divergencesIn(items, pointerTo(pointer, 'items')) : []),
  ]
}
