import type { Documents } from './documents.ts'
import { asSet, type Difference, firstDifference, isArray, isObject, type Json, own } from './json.ts'
import { annotations, holders, schemaKeywords, schemaMaps, setKeywords } from './keywords.ts'
import { fromTo } from './refusal.ts'

/** What the `$ref`s of the two schemas that are compared lead into. */
export interface Roots {
  readonly before: Documents
  readonly after: Documents
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
 * Where two schemas differ in meaning, in words; undefined when they mean the same. Follows `$ref`s, which
 * may lead back; one that leads nowhere or out of the schemas cannot be judged, which is a difference.
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

/** Says which `$ref` in the schema, or behind one of its `$ref`s, leads nowhere or out of the schemas. */
export function unresolvedRef(schema: Json, documents: Documents): string | undefined {
  const [ref] = [...targetsOf(schema, documents)].find(([, target]) => target === undefined) ?? []
  if (ref === undefined) return undefined
  const [, keyword, name] = /^(\$(?:dynamic|recursive)Ref) (.*)$/s.exec(ref) ?? []
  return keyword === undefined
    ? `$ref "${ref}" leads to no schema here and cannot be judged`
    : `${keyword} "${name}" leads to one place or another, depending on who refers, and cannot be judged`
}

/** Everything that the schema's `$ref`s lead to, without annotations; undefined behind one that leads nowhere. */
function targetsOf(schema: Json, documents: Documents): ReadonlyMap<string, Json | undefined> {
  const targets = new Map<string, Json | undefined>()
  const open = [...refsIn(withoutAnnotations(schema))]
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (targets.has(ref)) continue
    const found = documents.at(ref)
    const target = found === undefined ? undefined : withoutAnnotations(found)
    targets.set(ref, target)
    if (target !== undefined) open.push(...refsIn(target))
  }
  return targets
}

/**
 * Every `$ref` in a value; a property of that name has a schema, not a text. Where a dynamic one leads depends on
 * who refers, so it is taken as one that leads nowhere.
 */
function refsIn(value: Json): readonly string[] {
  if (isArray(value)) return value.flatMap(refsIn)
  if (!isObject(value)) return []
  const refs = ['$ref', '$dynamicRef', '$recursiveRef'].flatMap(keyword => {
    const ref = own(value, keyword)
    return typeof ref === 'string' ? [keyword === '$ref' ? ref : `${keyword} ${ref}`] : []
  })
  return [...refs, ...Object.values(value).flatMap(refsIn)]
}
