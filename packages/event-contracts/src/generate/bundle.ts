import { type Documents, partsOf } from '../compatibility/documents.ts'
import { isObject, type Json, type JsonObject, own } from '../compatibility/json.ts'
import { identifiers } from '../compatibility/keywords.ts'
import { mapMembers } from '../compatibility/members.ts'

interface Bundled {
  readonly schema: JsonObject
  /** The file and those that it refers to, and they to. */
  readonly files: readonly string[]
}

/**
 * A schema in one piece: what its `$ref`s lead to in other files, or in a part with an `$id` of its own, comes into its
 * definitions. One without `$ref`s stays as it is.
 */
export function bundled(file: string, documents: Documents, written: ReadonlyMap<string, unknown>): Bundled {
  const original = written.get(file) as JsonObject
  const linked = documents.schemas.get(file)
  if (!isObject(linked) || !JSON.stringify(original).includes('"$ref"'))
    return { schema: original, files: [file] }
  const holder = /draft-0/.test(String(original.$schema ?? 'draft-07')) ? 'definitions' : '$defs'
  const held = own(linked, holder)
  const names = new Map<string, string>()
  const taken = new Set(isObject(held) ? Object.keys(held) : [])
  const files = new Set([file])

  function nameOf(ref: string): string {
    const known = names.get(ref)
    if (known !== undefined) return known
    const name = freeName(ref, taken)
    taken.add(name)
    names.set(ref, name)
    return name
  }

  function here(ref: string): string {
    const target = documents.at(ref)
    if (target === undefined) return ref
    const [path, pointer] = partsOf(ref)
    files.add(path)
    return `#${encodeURI(path === file ? pointer : `/${holder}/${nameOf(ref)}`)}`
  }

  const schema = withRefs(linked, here, true)
  const added: [string, Json][] = []
  // What is added may refer to more, which then comes behind it.
  for (const [ref, name] of names) added.push([name, withRefs(documents.at(ref) as Json, here, false)])
  const definitions = { ...(own(schema as JsonObject, holder) as JsonObject), ...Object.fromEntries(added) }
  return {
    schema: added.length > 0 ? { ...(schema as JsonObject), [holder]: definitions } : (schema as JsonObject),
    files: [...files],
  }
}

/** The last word of a `$ref` that says something: `../common/money.json#/definitions/amount` is `amount`. */
function freeName(ref: string, taken: ReadonlySet<string>): string {
  const [path, pointer] = partsOf(ref)
  const last = (pointer || path.replace(/(?:\.schema)?\.json$/, '')).split('/').at(-1) ?? ''
  const word = last.replace(/[^A-Za-z0-9]+/g, '_') || 'shared'
  let name = word
  for (let n = 2; taken.has(name); n++) name = `${word}${n}`
  return name
}

/** A copy with other `$ref`s, and without the names by which nobody refers to its parts any more. */
function withRefs(value: Json, renamed: (ref: string) => string, isRoot: boolean): Json {
  return mapMembers(
    value,
    part => withRefs(part, renamed, false),
    (keyword, member) => {
      if (typeof member !== 'string') return undefined
      if (keyword === '$ref') return [[keyword, renamed(member)]]
      return !isRoot && identifiers.has(keyword) ? [] : undefined
    },
  )
}
