import { judgesOf, mapIn } from './added-property.ts'
import { isArray, isObject, type Json, type JsonObject, own, pointerTo } from './json.ts'
import { annotations, holders } from './keywords.ts'
import { differenceInMeaning, type Roots } from './meaning.ts'
import { compareObjects } from './objects.ts'
import { fromTo, leaveIt, nextVersion, type Refusal } from './refusal.ts'
import { valueRules } from './values.ts'
import { compareWhole } from './whole.ts'

interface Place {
  readonly before: Json
  readonly after: Json
  readonly pointer: string
  readonly roots: Roots
  /** What, further up, judges this place beside the schema that stands here. */
  readonly judges: readonly Json[]
}

/**
 * Every change from one state of an event version's schema (JSON Schema draft-07, parsed) to another that is not
 * compatible both ways; empty when old consumers can read new events and new consumers can read old ones, for
 * producers that write declared properties only and consumers that ignore unknown ones. Pure.
 */
export function compareSchemas(before: unknown, after: unknown): Refusal[] {
  const roots = { before: before as Json, after: after as Json }
  return [...compareRoots(roots), ...comparePlaces({ ...roots, pointer: '', roots, judges: [] })]
}

/** What only a root has: its dialect, its name, and the type on the wire. */
function compareRoots({ before, after }: Roots): Refusal[] {
  if (!isObject(before) || !isObject(after)) return []
  const named = {
    $schema: leaveIt,
    $id: 'leave it, as it names the topic; another topic is another file',
    title: `leave it, as it is the event's type on the wire, or ${nextVersion}`,
  }
  const changed = Object.entries(named).flatMap(([keyword, instead]): Refusal[] => {
    const [old, now] = [own(before, keyword), own(after, keyword)]
    if (old === now) return []
    return [{ pointer: `/${keyword}`, change: fromTo(keyword, old, now), breaks: 'both', instead }]
  })
  return [...changed, ...compareDialect(before, after)]
}

/** Other drafts give keywords other meanings, and `$ref` other neighbours. */
function compareDialect(before: JsonObject, after: JsonObject): Refusal[] {
  const isDraft07 = ({ $schema = 'http://json-schema.org/draft-07/schema#' }: JsonObject) =>
    typeof $schema === 'string' && /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/.test($schema)
  if ([before, after].every(isDraft07)) return []
  if (!differenceInMeaning(before, after, { before, after })) return []
  const change = 'a schema changed that is not of draft-07 and cannot be judged'
  return [{ pointer: '/$schema', change, breaks: 'both', instead: 'write schemas in draft-07' }]
}

function comparePlaces(place: Place): Refusal[] {
  const [before, after] = [place.before, place.after].map(schema => (schema === true ? {} : schema))
  if (!isObject(before) || !isObject(after)) return compareNonObjects(place)
  if (Object.hasOwn(before, '$ref') || Object.hasOwn(after, '$ref')) return compareRefs(place, before, after)
  const judges = [...place.judges, ...judgesOf(before)]
  const here = { ...place, before, after, judges }
  return [
    ...compareKeywords(here),
    ...compareObjects(here),
    ...Object.entries(mapIn(before, 'properties')).flatMap(([name, schema]) => {
      const now = own(mapIn(after, 'properties'), name)
      if (now === undefined) return []
      const pointer = pointerTo(place.pointer, 'properties', name)
      return comparePlaces({ ...here, before: schema, after: now, pointer })
    }),
    ...compareItems(here),
  ]
}

/** `false`, and what is no schema at all. */
function compareNonObjects({ before, after, pointer, roots }: Place): Refusal[] {
  if (!differenceInMeaning(before, after, roots)) return []
  const schemas = [before, after].every(schema => isObject(schema) || typeof schema === 'boolean')
  const breaks = after === false ? 'old events' : 'old consumers'
  return [
    {
      pointer,
      change: fromTo('schema', before, after),
      breaks: schemas ? breaks : 'both',
      instead: leaveIt,
    },
  ]
}

/** Behind a `$ref` nothing may change. Validators disagree about its neighbours, so neither may they. */
function compareRefs({ pointer, roots }: Place, before: JsonObject, after: JsonObject): Refusal[] {
  const [old, now] = [own(before, '$ref'), own(after, '$ref')]
  const difference = differenceInMeaning(before, after, roots)
  if (difference === undefined) return []
  return [
    {
      pointer: pointerTo(pointer, '$ref'),
      change: old === now ? difference : fromTo('$ref', old, now),
      breaks: 'both',
      instead: `leave it as it was and refer to #/definitions/… only, or ${nextVersion}`,
    },
  ]
}

const comparedElsewhere = new Set([
  ...annotations,
  ...holders,
  'properties',
  'required',
  'additionalProperties',
])
const onlyAtRoot = new Set(['$schema', '$id'])

function compareKeywords({
  before,
  after,
  pointer,
  roots,
}: Place & { before: JsonObject; after: JsonObject }) {
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keywords.flatMap((keyword): Refusal[] => {
    if (comparedElsewhere.has(keyword) || (pointer === '' && onlyAtRoot.has(keyword))) return []
    const [old, now] = [own(before, keyword), own(after, keyword)]
    if (keyword === 'items' && ![old, now].some(isArray)) return []
    const rule = valueRules.get(keyword)
    const finding = rule ? rule(keyword, old, now) : compareWhole(keyword, old, now, roots)
    return finding ? [{ pointer: pointerTo(pointer, keyword), ...finding }] : []
  })
}

/** One schema for all items is a place like a property's; without `items` anything goes. */
function compareItems(place: Place & { before: JsonObject; after: JsonObject }): Refusal[] {
  const [before, after] = [own(place.before, 'items'), own(place.after, 'items')]
  if (isArray(before) || isArray(after) || (before === undefined && after === undefined)) return []
  const pointer = pointerTo(place.pointer, 'items')
  return comparePlaces({ ...place, before: before ?? true, after: after ?? true, pointer })
}
