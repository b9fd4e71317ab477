import { isArray, isObject, type Json, type JsonObject, own, pointerTo } from './json.ts'
import { valueKeywords } from './keywords.ts'
import { isMap, mapMembers } from './members.ts'

/** Schemas that may refer to each other, each with `$ref`s that mean the same wherever they are read. */
export interface Documents {
  /**
   * By file; every `$ref` that leads somewhere is `file#pointer`, the others are as they were written. A schema that is
   * nested more than a hundred levels deep is left out.
   */
  readonly schemas: ReadonlyMap<string, Json>
  /** What a `$ref` of these schemas leads to; undefined for one that leads nowhere or out of them. */
  at(ref: string): Json | undefined
}

/** Where something stands: in which file, and what a relative `$ref` there is relative to. */
interface Place {
  readonly file: string
  readonly pointer: string
  readonly base: string
}

/**
 * Follows the `$id`s, anchors and relative paths of schemas once. A `$ref` leads to the schema whose `$id` it names,
 * or else to the file at that path, from its own folder or from the top.
 * @param schemas parsed, by the path of their file
 */
export function link(schemas: ReadonlyMap<string, unknown>): Documents {
  const places: Places = new Map()
  const found = new Map([...(schemas as ReadonlyMap<string, Json>)].filter(([, schema]) => !isDeeper(schema)))
  for (const [file, schema] of found) {
    const top = { file, pointer: '', base: uriOf(file) }
    for (const name of [uriOf(file), file]) enter(name, top, places)
    register(schema, top, places)
  }
  const linked = new Map([...found].map(([file, schema]) => [file, relinked(schema, topOf(file), places)]))
  return { schemas: linked, at: ref => valueAt(ref, linked) }
}

export const deepest = 100

function isDeeper(value: Json, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(part => isDeeper(part, levels - 1))
}

/** Splits `file#pointer`. */
export function partsOf(ref: string): readonly [file: string, pointer: string] {
  const at = ref.indexOf('#')
  return at < 0 ? [ref, ''] : [ref.slice(0, at), ref.slice(at + 1)]
}

const uriOf = (file: string) => new URL(file.replace(/[%#?]/g, encodeURIComponent), 'file:///').href
const topOf = (file: string): Place => ({ file, pointer: '', base: uriOf(file) })

/** By URI, and by file and URI. What two files claim to be is neither. */
type Places = Map<string, Place | undefined>

function enter(uri: string, place: Place, places: Places): void {
  const other = places.get(uri)
  places.set(uri, places.has(uri) && other?.file !== place.file ? undefined : (other ?? place))
  places.set(inFile(place.file, uri), place)
}

const inFile = (file: string, uri: string) => `${file}\n${uri}`

/** Enters the schema's `$id` and anchors, and those of all within it. */
function register(value: Json, place: Place, places: Places): void {
  if (!isObject(value)) return
  const here = { ...place, base: baseOf(value, place.base) }
  const id = own(value, '$id')
  if (typeof id === 'string' && !id.startsWith('#')) {
    for (const name of new Set([id, here.base])) enter(withoutFragment(name), here, places)
  }
  for (const anchor of anchorsOf(value)) enter(`${here.base}#${anchor}`, here, places)
  for (const [steps, part] of partsWithin(value)) {
    register(part, { ...here, pointer: pointerTo(here.pointer, ...steps) }, places)
  }
}

function anchorsOf(schema: JsonObject): string[] {
  const [anchor, id] = [own(schema, '$anchor'), own(schema, '$id')]
  return [anchor, typeof id === 'string' && id.startsWith('#') ? id.slice(1) : undefined].filter(
    name => typeof name === 'string' && name !== '',
  ) as string[]
}

/** An `$id` beside a `$ref` counts, as in drafts since 2019-09. */
function baseOf(schema: JsonObject, base: string): string {
  const id = own(schema, '$id')
  return typeof id === 'string' && !id.startsWith('#') ? (resolved(withoutFragment(id), base) ?? base) : base
}

/** A copy in which the `$ref`s say where they lead. */
function relinked(value: Json, place: Place, places: Places): Json {
  const here = isObject(value) ? { ...place, base: baseOf(value, place.base) } : place
  return mapMembers(
    value,
    part => relinked(part, here, places),
    (keyword, member) =>
      keyword === '$ref' && typeof member === 'string'
        ? [[keyword, target(member, here, places)]]
        : undefined,
  )
}

/** `file#pointer`, or the text as it was when it leads nowhere. */
function target(ref: string, { file, base }: Place, places: Places): string {
  const [path, fragment] = partsOf(ref)
  const pointer = decoded(fragment)
  const at = (uri: string) => places.get(inFile(file, uri)) ?? places.get(uri)
  for (const uri of path === '' ? [base] : [resolved(path, base), resolved(path, uriOf(file)), path]) {
    if (uri === undefined) continue
    const anchored = fragment === '' ? undefined : at(`${uri}#${fragment}`)
    if (anchored) return `${anchored.file}#${anchored.pointer}`
    const named = at(uri)
    if (named && pointer !== undefined && /^(?:\/|$)/.test(pointer)) {
      return `${named.file}#${named.pointer}${pointer}`
    }
  }
  return ref
}

function valueAt(ref: string, schemas: ReadonlyMap<string, Json>): Json | undefined {
  const [file, pointer] = partsOf(ref)
  if (!/^(?:\/|$)/.test(pointer)) return undefined
  const steps = pointer.split('/').slice(1)
  return steps.reduce<Json | undefined>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? own(value as JsonObject, step.replaceAll('~1', '/').replaceAll('~0', '~'))
        : undefined,
    schemas.get(file),
  )
}

/** Every value within a schema that may be a schema, with the way to it. */
function partsWithin(schema: JsonObject): [steps: (string | number)[], part: Json][] {
  return Object.entries(schema).flatMap(([keyword, value]): [(string | number)[], Json][] => {
    if (valueKeywords.has(keyword)) return []
    if (isArray(value)) return value.map((part, index) => [[keyword, index], part])
    if (!isMap(keyword, value)) return [[[keyword], value]]
    return Object.entries(value).map(([name, part]) => [[keyword, name], part])
  })
}

const withoutFragment = (uri: string) => partsOf(uri)[0]

function resolved(path: string, base: string): string | undefined {
  return URL.canParse(path, base) ? new URL(path, base).href : undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
