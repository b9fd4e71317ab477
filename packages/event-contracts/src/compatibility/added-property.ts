import type { Documents } from './documents.ts'
import { canonical, isArray, isObject, type Json, type JsonObject, own } from './json.ts'
import { annotations, combinators, holders, identifiers, schemaKeywords, schemaMaps } from './keywords.ts'
import { type Roots, unresolvedRef, withoutAnnotations } from './meaning.ts'
import { type Finding, nextVersion } from './refusal.ts'
import { valueRules } from './values.ts'

export interface AddedProperty {
  readonly name: string
  readonly schema: Json
  /** The object's schema before the property was there. */
  readonly object: JsonObject
  /** What else judges the object's events: `judgesOf` the object and of everything that it is in. */
  readonly judges: readonly Json[]
  /** For `$ref`s. */
  readonly roots: Roots
}

const openObject = 'keep objects open from their first version on'
const otherName = `choose another name, or ${nextVersion}`

/**
 * Why an optional property cannot be added; undefined when it can. Consumers with the old schema must take it
 * whatever its value, and no event of the old schema can have had it.
 */
export function judgeAdded(added: AddedProperty): Finding | undefined {
  const { name, schema, object, judges, roots } = added
  const refused = (why: string, breaks: Finding['breaks'], instead: string): Finding => ({
    change: `new property ${why}`,
    breaks,
    instead,
  })
  const additional = own(object, 'additionalProperties') ?? true
  const pattern = Object.keys(mapIn(object, 'patternProperties')).find(text => matches(text, name))
  const outside = unresolvedRef(schema, roots.after)
  if (name === '__proto__') return refused('with a name that JavaScript reads otherwise', 'both', otherName)
  if (additional === false) {
    return refused('in a closed object', 'old consumers', `${nextVersion}; ${openObject}`)
  }
  if (!allowsAnything(additional)) {
    return refused('where additionalProperties has a schema', 'both', `${nextVersion}; ${openObject}`)
  }
  if (!allowsAnything(own(object, 'unevaluatedProperties') ?? true)) {
    return refused('where unevaluatedProperties judges it', 'old consumers', `${nextVersion}; ${openObject}`)
  }
  if (Object.hasOwn(object, 'propertyNames')) {
    return refused('where propertyNames judges every name', 'both', nextVersion)
  }
  if (pattern !== undefined) {
    return refused(`that patternProperties already judges by "${pattern}"`, 'both', otherName)
  }
  if (namesIn(object, 'required').includes(name)) {
    return refused('that was required before it was declared', 'both', otherName)
  }
  if (Object.keys(mapIn(object, 'properties')).length === 0) {
    return refused('in an object that declared none, so old events may hold any', 'old events', nextVersion)
  }
  if (judges.some(judge => speaksOf(judge, name, roots.before))) {
    return refused('that another keyword here or further up may already judge', 'both', otherName)
  }
  if (outside === undefined) return undefined
  return refused(`whose ${outside}`, 'both', 'put the schema that it names beside this one, or write it out')
}

/** The parts of a schema, beside its properties and items, that judge what is in it. */
export function judgesOf(schema: JsonObject): Json[] {
  return Object.entries(schema).flatMap(([keyword, value]): Json[] => {
    // These judge this object or list, which is looked at in full, and say nothing of what is further in.
    if (onlyHere.has(keyword)) return []
    if (keyword === 'patternProperties') return isObject(value) ? Object.values(value) : [value]
    if (keyword === 'items') return isArray(value) ? [...value] : []
    return judging(keyword) ? [{ [keyword]: value }] : []
  })
}

const onlyHere = new Set([
  'propertyNames',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
])

/** Combinators, the values that events must equal, and keywords that nobody here knows. */
function judging(keyword: string): boolean {
  if (combinators.has(keyword) || keyword === 'enum' || keyword === 'const') return true
  const lists = [annotations, identifiers, holders, schemaKeywords, schemaMaps, valueRules]
  return keyword !== 'required' && !lists.some(set => set.has(keyword))
}

const catchAll = ['additionalProperties', 'unevaluatedProperties', 'patternProperties', 'propertyNames']

const dynamic = ['$dynamicRef', '$recursiveRef']

/** Whether a value names the property, wherever, or has a keyword that speaks of properties without their names. */
function speaksOf(
  value: Json,
  name: string,
  documents: Documents,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (value === name) return true
  if (isArray(value)) return value.some(part => speaksOf(part, name, documents, seen))
  if (!isObject(value)) return false
  if ([name, ...catchAll].some(key => Object.hasOwn(value, key))) return true
  if (dynamic.some(key => Object.hasOwn(value, key))) return true
  const ref = own(value, '$ref')
  if (typeof ref === 'string' && !seen.has(ref)) {
    const target = documents.at(ref)
    if (target === undefined || speaksOf(target, name, documents, new Set([...seen, ref]))) return true
  }
  return Object.values(value).some(part => speaksOf(part, name, documents, seen))
}

const allowsAnything = (schema: Json) => canonical(withoutAnnotations(schema)) === '{}'

/** An expression that cannot be read may match anything. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return true
  }
}

/** The members of an object-valued keyword; none when it is absent. */
export function mapIn(schema: JsonObject, keyword: string): JsonObject {
  const value = own(schema, keyword)
  return isObject(value) ? value : {}
}

/** The names in a list-valued keyword; none when it is absent. */
export function namesIn(schema: JsonObject, keyword: string): readonly Json[] {
  const value = own(schema, keyword)
  return isArray(value) ? value : []
}
