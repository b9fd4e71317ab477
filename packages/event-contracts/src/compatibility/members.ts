import { isArray, isObject, type Json, type JsonObject } from './json.ts'
import { holders, schemaMaps, valueKeywords } from './keywords.ts'

/** Whether a keyword's value is schemas by names, which are no keywords whatever they are. */
export const isMap = (keyword: string, value: Json): value is JsonObject =>
  isObject(value) && (schemaMaps.has(keyword) || holders.has(keyword))

/**
 * A copy of a schema, or of a list of them, whose parts are what `inside` makes of them. Values of events stay as they are.
 *
 * @param instead what stands in place of a keyword, if not the same keyword with its parts
 */
export function mapMembers(
  value: Json,
  inside: (part: Json) => Json,
  instead: (keyword: string, member: Json) => [string, Json][] | undefined,
): Json {
  if (isArray(value)) return value.map(inside)
  if (!isObject(value)) return value
  const members = Object.entries(value).flatMap(([keyword, member]): [string, Json][] => {
    const other = instead(keyword, member)
    if (other !== undefined) return other
    if (valueKeywords.has(keyword)) return [[keyword, member]]
    if (!isMap(keyword, member)) return [[keyword, inside(member)]]
    return [[keyword, Object.fromEntries(Object.entries(member).map(([name, part]) => [name, inside(part)]))]]
  })
  return Object.fromEntries(members)
}
