import {
  asSet,
  type Difference,
  firstDifference,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  own,
} from './json.ts'
import { annotations, holders, schemaKeywords, schemaMaps, setKeywords } from './keywords.ts'
import { fromTo } from './refusal.ts'

/** The two documents that are compared: what their `$ref`s lead into. */
export interface Roots {
  readonly before: Json
  readonly after: Json
}

/** What a `type` allows, as a set: an integer is a number too. */
export function typesOf(type: Json): readonly Json[] {
  const types = asSet(isArray(type) ? type : [type])
  return types.includes('number') ? types.filter(name => name !== 'integer') : types
}

/** A schema without what says nothing about events, in a form where equal means equal. */
export function withoutAnnotations(schema: Json): Json {
  if (schema === true) return {}
  if (!isObject(schema)) return schema
  const members = Object.entries(schema).filter(([keyword]) => !annotations.has(keyword))
  return Object.fromEntries(
    members
      .filter(([keyword]) => !holders.has(keyword))
      .map(([keyword, value]) => [keyword, meaningOfKeyword(keyword, value)]),
  )
}

/** `["string"]` is written `"string"`, as most people do. */
const single = (types: readonly Json[]): Json => (types.length === 1 ? (types[0] as Json) : types)

function meaningOfKeyword(keyword: string, value: Json): Json {
  if (keyword === 'type') return single(typesOf(value))
  if (setKeywords.has(keyword) && isArray(value)) return asSet(value)
  if (schemaKeywords.has(keyword))
    return isArray(value) ? value.map(withoutAnnotations) : withoutAnnotations(value)
  if (!schemaMaps.has(keyword) || !isObject(value)) return value
  const members = Object.entries(value)
  return Object.fromEntries(
    members.map(([name, part]) => [name, isArray(part) ? asSet(part) : withoutAnnotations(part)]),
  )
}

/**
 * Where two schemas differ in meaning, in words; undefined when they mean the same. Follows local `$ref`s, which
 * may lead back; one that leads nowhere or out of the file cannot be judged, which is a difference.
 */
export function differenceInMeaning(before: Json, after: Json, roots: Roots): string | undefined {
  const outside = unresolvedRef(before, roots.before) ?? unresolvedRef(after, roots.after)
  if (outside !== undefined) return outside
  const stripped = { before: withoutAnnotations(before), after: withoutAnnotations(after) }
  const difference = firstDifference(stripped.before, stripped.after)
  if (difference) return inWords(difference)
  const targets = { before: targetsOf(before, roots.before), after: targetsOf(after, roots.after) }
  for (const [ref, target] of targets.before) {
    const behind = firstDifference(target, targets.after.get(ref))
    if (behind) return `behind $ref "${ref}" ${inWords(behind)}`
  }
  return undefined
}

const inWords = ({ pointer, before, after }: Difference) =>
  fromTo(pointer === '' ? 'schema' : pointer.slice(1), before, after)

/** Says which `$ref` in the schema, or behind one of its `$ref`s, leads nowhere or out of the file. */
export function unresolvedRef(schema: Json, root: Json): string | undefined {
  const [ref] = [...targetsOf(schema, root)].find(([, target]) => target === undefined) ?? []
  return ref === undefined ? undefined : `$ref "${ref}" leads to nothing in this file and cannot be judged`
}

/** Everything that the schema's `$ref`s lead to, without annotations; undefined behind one that leads nowhere. */
function targetsOf(schema: Json, root: Json): ReadonlyMap<string, Json | undefined> {
  const targets = new Map<string, Json | undefined>()
  const open = [...refsIn(withoutAnnotations(schema))]
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (targets.has(ref)) continue
    const found = resolve(ref, root)
    const target = found === undefined ? undefined : withoutAnnotations(found)
    targets.set(ref, target)
    if (target !== undefined) open.push(...refsIn(target))
  }
  return targets
}

/** Every `$ref` in a value; a property of that name has a schema, not a text. */
function refsIn(value: Json): readonly string[] {
  if (isArray(value)) return value.flatMap(refsIn)
  if (!isObject(value)) return []
  const ref = own(value, '$ref')
  return [...(typeof ref === 'string' ? [ref] : []), ...Object.values(value).flatMap(refsIn)]
}

/** The value at a local `$ref`; undefined for any other, and for all where an inner `$id` changes what is local. */
export function resolve(ref: string, root: Json): Json | undefined {
  if (!/^#(\/|$)/.test(ref) || hasInnerId(root)) return undefined
  const steps = ref.split('/').slice(1)
  return steps.reduce<Json | undefined>((value, step) => stepInto(value, step), root)
}

function stepInto(value: Json | undefined, step: string): Json | undefined {
  const name = decoded(step)?.replaceAll('~1', '/').replaceAll('~0', '~')
  if (typeof value !== 'object' || value === null || name === undefined) return undefined
  return own(value as JsonObject, name)
}

function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step)
  } catch {
    return undefined
  }
}

function hasInnerId(value: Json, isRoot = true): boolean {
  if (isArray(value)) return value.some(part => hasInnerId(part, false))
  if (!isObject(value)) return false
  if (!isRoot && typeof own(value, '$id') === 'string') return true
  return Object.values(value).some(part => hasInnerId(part, false))
}
