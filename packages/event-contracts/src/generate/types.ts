import type { JSONSchema4 } from 'json-schema'
import { compile } from 'json-schema-to-typescript'
import { isObject, type Json, type JsonObject, own } from '../compatibility/json.ts'
import { mapMembers } from '../compatibility/members.ts'
import { SchemaFaults } from './faults.ts'
import { pascalOf } from './names.ts'
import type { SchemaFile } from './schema-files.ts'

/** The type of every event version's data, and all of them by topic. */
export async function renderTypes(files: readonly SchemaFile[]): Promise<string> {
  const interfaces = await Promise.all(files.map(renderInterface))
  const rows = files.map(({ topic, typeName }) => `  readonly '${topic}': ${typeName}\n`).join('')
  return `\n${interfaces.join('\n')}\n/** The data of every event version, by its topic. */\nexport interface DataByTopic {\n${rows}}\n`
}

/** Unknown fields are allowed on the wire but not typed: what is not in the schema cannot be relied on. */
async function renderInterface({ path, schema, typeName }: SchemaFile): Promise<string> {
  const text = await compile(inOldWords(schema as JsonObject, typeName) as JSONSchema4, typeName, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  }).catch(cause => {
    const sentence = `is beyond json-schema-to-typescript, which says: ${cause.message}`
    throw new SchemaFaults([{ code: 'SCHEMA_TYPE_UNKNOWN', file: path, pointer: '', sentence }], { cause })
  })
  return readonly(text)
}

/** Marks properties, and the arrays of objects that they hold, as readonly; relies on the formatter's indents. */
function readonly(text: string): string {
  return text
    .replace(/^( +)((?:\w+|'[^']+')\??): \{\n([\s\S]*?)\n\1\}\[\]$/gm, '$1$2: readonly {\n$3\n$1}[]')
    .replace(/^( +)((?:\w+|'[^']+'|\[k: string\])\??: )/gm, '$1readonly $2')
}

/**
 * The schema as json-schema-to-typescript takes it, which reads draft-04 and a little more: its words for tuples and
 * definitions, and no titles within, as each would be a type of that name, the same in every event. Definitions are types,
 * named after their event.
 */
function inOldWords(schema: JsonObject, typeName: string): JsonObject {
  const { $schema: _, $id: __, ...rest } = schema
  const old = withOldWords(
    rest,
    own(schema, '$schema') === undefined || /draft-0/.test(String(schema.$schema)),
  )
  const definitions = Object.entries((own(old as JsonObject, 'definitions') ?? {}) as JsonObject)
  const named = definitions.map(([name, part]) => [
    name,
    isObject(part) ? { ...part, title: `${typeName}${pascalOf(name)}` } : part,
  ])
  return {
    ...(old as JsonObject),
    title: typeName,
    ...(named.length > 0 && { definitions: Object.fromEntries(named) }),
  }
}

function withOldWords(value: Json, isOld: boolean): Json {
  const inside = (part: Json) => withOldWords(part, isOld)
  const mapped = mapMembers(value, inside, (keyword, member) => {
    if (keyword === 'title' || keyword === '$id' || keyword === '$anchor') return []
    if (keyword !== '$ref') return undefined
    return [[keyword, String(member).replace(/^#\/\$defs\//, '#/definitions/')]]
  })
  if (!isObject(mapped)) return mapped
  const isTuple = !isOld && Object.hasOwn(mapped, 'prefixItems')
  return Object.fromEntries(Object.entries(mapped).map(([keyword, part]) => [nameOf(keyword, isTuple), part]))
}

function nameOf(keyword: string, isTuple: boolean): string {
  if (keyword === '$defs') return 'definitions'
  if (!isTuple) return keyword
  return { prefixItems: 'items', items: 'additionalItems' }[keyword] ?? keyword
}
