import type { Schema } from './schemas.fixture.ts'

/**
 * Generated schemas are spelled as draft-07 has it, with the keywords of draft 2020-12 that it lacks. This spells them
 * as one of the two has it.
 */
export type Dialect = 'draft-07' | '2020-12'

const uris: Readonly<Record<Dialect, string>> = {
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
}

/** The same schema in a dialect's own words. */
export function spelled(schema: Schema, dialect: Dialect): Schema {
  const words = dialect === '2020-12' ? (modern(schema) as Schema) : schema
  return { ...words, $schema: uris[dialect] }
}

const maps = ['properties', 'patternProperties', 'definitions', '$defs']
const values = ['enum', 'const', 'default']

function modern(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modern)
  if (typeof schema !== 'object' || schema === null) return schema
  const words = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (values.includes(keyword)) return [[keyword, value]]
    if (keyword === '$ref') return [[keyword, String(value).replace('#/definitions/', '#/$defs/')]]
    if (keyword === 'dependencies') return dependencies(value as Schema)
    if (keyword === 'items' && Array.isArray(value)) return [['prefixItems', modern(value)]]
    const name = keyword === 'definitions' ? '$defs' : keyword
    return [[name, maps.includes(keyword) ? mapped(value as Schema) : modern(value)]]
  })
  return Object.fromEntries(words)
}

const mapped = (schemas: Schema) =>
  Object.fromEntries(Object.entries(schemas).map(([name, part]) => [name, modern(part)]))

function dependencies(all: Schema): [string, unknown][] {
  const entries = Object.entries(all)
  const [names, schemas] = [true, false].map(isList =>
    entries.filter(([, value]) => Array.isArray(value) === isList),
  )
  return [
    ['dependentRequired', Object.fromEntries(names ?? [])],
    ['dependentSchemas', mapped(Object.fromEntries(schemas ?? []))],
  ]
}

/** The schema as files that refer to each other: one for the event, one for each of its definitions. */
export function asFiles(schema: Schema): ReadonlyMap<string, Schema> {
  const { definitions, $defs, ...event } = schema
  const shared = Object.entries((definitions ?? $defs) as Schema).map(
    ([name, part]) => [`shared/${name}.json`, referring(part, '')] as const,
  )
  return new Map([...shared, ['event.json', referring(event, 'shared/')]] as [string, Schema][])
}

/** With `$ref`s relative to its own folder. */
function referring(value: unknown, folder: '' | 'shared/'): unknown {
  const root = folder === '' ? '../event.json' : '#'
  return JSON.parse(JSON.stringify(value), (name, part) => {
    if (name !== '$ref' || typeof part !== 'string') return part
    return part === '#' ? root : `${folder}${part.slice(part.lastIndexOf('/') + 1)}.json`
  })
}
