import { judgesOf, mapIn } from './added-property.ts'
import { deepest, link, partsOf } from './documents.ts'
import { asSet, canonical, isArray, isObject, type Json, type JsonObject, own, pointerTo } from './json.ts'
import { annotations, holders, identifiers } from './keywords.ts'
import { differenceInMeaning, type Roots } from './meaning.ts'
import { compareObjects, judgesTheRest } from './objects.ts'
import { fromTo, leaveIt, nextVersion, type Refusal } from './refusal.ts'
import { valueRules } from './values.ts'
import { compareWhole } from './whole.ts'

interface Place {
  readonly before: Json
  readonly after: Json
  readonly file: string
  readonly pointer: string
  readonly roots: Roots
  /** What, further up, judges this place beside the schema that stands here. */
  readonly judges: readonly Json[]
  /** Where `$ref`s have led so far, and under which judges. */
  readonly visited: Set<string>
}

const mostVisits = 1000

/**
 * Every change from one state of an event version's schema (JSON Schema draft-06 to 2020-12, parsed) to another that is not
 * compatible both ways; empty when old consumers can read new events and new consumers can read old ones, for
 * producers that write declared properties only and consumers that ignore unknown ones. Its `$ref`s lead into
 * itself; those of several files are followed by `compareLinked`. Pure.
 */
export function compareSchemas(before: unknown, after: unknown): Refusal[] {
  const roots = { before: link(new Map([['', before]])), after: link(new Map([['', after]])) }
  return compareLinked('', roots)
}

/** The same of one of several files that may refer to each other; it is there on both sides. */
export function compareLinked(file: string, roots: Roots): Refusal[] {
  const [before, after] = [roots.before.schemas.get(file), roots.after.schemas.get(file)]
  if (before === undefined || after === undefined) return [tooDeep]
  const visited = new Set([visitOf(`${file}#`, [])])
  const root = { before, after, file, pointer: '', roots, judges: [], visited }
  const refusals = [...compareRoots(root), ...comparePlaces(root)]
  const distinct = new Map(refusals.map(refusal => [JSON.stringify(refusal), refusal]))
  return [...distinct.values()].map(({ file: where, ...refusal }) =>
    where === undefined || where === file ? refusal : { ...refusal, file: where },
  )
}

const tooDeep: Refusal = {
  pointer: '',
  change: `a schema nested more than ${deepest} levels deep cannot be judged`,
  breaks: 'both',
  instead: 'write it flatter, with $refs',
}

/** What only a root has: its dialect, its name, and the type on the wire. */
function compareRoots({ before, after, roots }: Place): Refusal[] {
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
  return [...changed, ...compareDialect(before, after, roots)]
}

const knownDrafts =
  /^https?:\/\/json-schema\.org\/(?:draft-0[67]\/schema|draft\/(?:2019-09|2020-12)\/schema)#?$/

/** Older drafts give keywords other meanings, and dialects of somebody's own may add any. */
function compareDialect(before: JsonObject, after: JsonObject, roots: Roots): Refusal[] {
  const isKnown = ({ $schema }: JsonObject) =>
    $schema === undefined || (typeof $schema === 'string' && knownDrafts.test($schema))
  if ([before, after].every(isKnown)) return []
  if (!differenceInMeaning(before, after, roots)) return []
  const change = 'a schema changed whose dialect is none of draft-06 to draft 2020-12 and cannot be judged'
  return [
    { pointer: '/$schema', change, breaks: 'both', instead: 'write schemas in draft-07 or draft 2020-12' },
  ]
}

function comparePlaces(place: Place): Refusal[] {
  const [before, after] = [place.before, place.after].map(schema => (schema === true ? {} : schema))
  if (!isObject(before) || !isObject(after)) return compareNonObjects(place)
  if (Object.hasOwn(before, '$ref') || Object.hasOwn(after, '$ref')) return compareRefs(place, before, after)
  const judges = [...place.judges, ...judgesOf(before)]
  const here = { ...place, before, after, judges }
  const found = [...compareKeywords(here), ...compareObjects(here)]
  return [
    ...found.map(refusal => ({ ...refusal, file: place.file })),
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
function compareNonObjects({ before, after, file, pointer, roots }: Place): Refusal[] {
  if (!differenceInMeaning(before, after, roots)) return []
  const schemas = [before, after].every(schema => isObject(schema) || typeof schema === 'boolean')
  const breaks = after === false ? 'old events' : 'old consumers'
  return [
    {
      file,
      pointer,
      change: fromTo('schema', before, after),
      breaks: schemas ? breaks : 'both',
      instead: leaveIt,
    },
  ]
}

/**
 * A `$ref` that stands alone is a place like any other, in another place of a schema. Validators of different drafts
 * disagree about its neighbours, so where it has any nothing may change, behind it or beside it.
 */
function compareRefs(place: Place, before: JsonObject, after: JsonObject): Refusal[] {
  const { file, pointer, roots } = place
  const [old, now] = [own(before, '$ref'), own(after, '$ref')]
  const targets = [roots.before.at(String(old)), roots.after.at(String(now))]
  if (old === now && [before, after].every(standsAlone) && targets.every(target => target !== undefined)) {
    return compareBehind(place, String(old))
  }
  const difference = differenceInMeaning(before, after, roots)
  if (difference === undefined) return []
  return [
    {
      file,
      pointer: pointerTo(pointer, '$ref'),
      change: old === now ? difference : fromTo('$ref', old, now),
      breaks: 'both',
      instead: `leave it as it was, or ${nextVersion}`,
    },
  ]
}

const besideRef = new Set([...annotations, ...holders, ...identifiers, '$ref'])
const standsAlone = (schema: JsonObject) => Object.keys(schema).every(keyword => besideRef.has(keyword))

/** Looks behind a `$ref` once for all that judges it there: a schema that refers to itself may judge its own parts. */
function compareBehind(place: Place, ref: string): Refusal[] {
  const { roots, judges, visited } = place
  const visit = visitOf(ref, judges)
  if (visited.has(visit)) return []
  if (visited.size >= mostVisits) return [{ ...tooEntangled, file: place.file, pointer: place.pointer }]
  visited.add(visit)
  const [before, after] = [roots.before.at(ref) as Json, roots.after.at(ref) as Json]
  const [file, pointer] = partsOf(ref)
  return comparePlaces({ ...place, before, after, file, pointer })
}

const visitOf = (ref: string, judges: readonly Json[]) => `${ref} ${canonical(asSet(judges))}`

const tooEntangled: Omit<Refusal, 'pointer'> = {
  change: 'schemas that refer to each other in more than a thousand ways cannot be judged',
  breaks: 'both',
  instead: 'write them with fewer $refs',
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
  const isNew = (before === undefined) !== (after === undefined)
  if (isNew && judgesTheRest('unevaluatedItems', place.before, place.after)) {
    const change = `${fromTo('items', before, after)}: so unevaluatedItems judges other items`
    return [{ file: place.file, pointer, change, breaks: 'both', instead: leaveIt }]
  }
  return comparePlaces({ ...place, before: before ?? true, after: after ?? true, pointer })
}
