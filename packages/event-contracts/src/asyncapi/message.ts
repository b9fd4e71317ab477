import type { Json, JsonObject } from '../compatibility/json.ts'
import { mapMembers } from '../compatibility/members.ts'
import type { Contract } from '../define/contract.ts'
import { dialectOf } from '../dialects.ts'

/** AsyncAPI knows draft-07 by name. Any other dialect has to be named so that tools leave it alone. */
const formats = {
  'draft-07': 'application/schema+json;version=draft-07',
  '2019-09': 'application/schema+json;version=draft-2019-09',
  '2020-12': 'application/schema+json;version=draft-2020-12',
} as const

/** The name of a version of an event: `OrderCreatedV2`. */
export const messageName = ({ type, version }: Pick<Contract, 'type' | 'version'>): string =>
  `${type}V${version}`

/** The message of a contract, whose payload is its schema. */
export function messageOf(contract: Contract) {
  const { type, version, key, dataSchema, schema } = contract
  const { $schema, description, properties, examples } = schema as SchemaParts
  const name = messageName(contract)
  const payload = {
    schemaFormat: formats[dialectOf($schema) ?? 'draft-07'],
    schema: referringFrom(`#/components/messages/${name}/payload/schema`, schema as JsonObject),
  }
  return {
    name,
    title: `${type}, version ${version}`,
    ...(description !== undefined && { summary: description }),
    contentType: 'application/json',
    headers: {
      type: 'object',
      properties: {
        ce_type: { type: 'string', const: type },
        ce_dataschema: { type: 'string', examples: [dataSchema] },
      },
    },
    payload,
    bindings: { kafka: { key: properties?.[key] ?? { type: 'string' }, bindingVersion: '0.5.0' } },
    ...(examples?.[0] !== undefined && { examples: [{ name: 'example', payload: examples[0] }] }),
  }
}

/** In such a document `#` is its own root, so a `$ref` of a schema says where in it the schema is. */
function referringFrom(place: string, value: Json): Json {
  return mapMembers(
    value,
    part => referringFrom(place, part),
    (keyword, member) => {
      const isLocal = keyword === '$ref' && typeof member === 'string' && member.startsWith('#')
      return isLocal ? [[keyword, `${place}${member.slice(1)}`]] : undefined
    },
  )
}

interface SchemaParts {
  readonly $schema?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, object>>
  readonly examples?: readonly unknown[]
}
