import type { OpenApi } from './joins/openapi.ts'

/** What the live page reads of the services, by the service whose document has it; what is every service's, order's has. */
const read: Readonly<Record<string, readonly string[]>> = {
  order: [
    'IsReadyResponse',
    'PlaceOrderResponse',
    'Order',
    'ListDeadLettersResponse',
    'GetDeadLetterSummaryResponse',
    'ListRedrivesResponse',
    'GetDeadLetterResponse',
    'RedriveDeadLettersResponse',
    'GetOutboxResponse',
    'GetOutboxRowResponse',
    'ReleaseOutboxResponse',
    'GetLogResponse',
  ],
  inventory: ['Product'],
}

/** What is used here of a schema. */
interface Schema {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | false
}

/**
 * The types of what the live page reads, out of the schemas with which the services answer. The page runs in a browser and cannot
 * import these.
 *
 * @throws Error that names a schema that is not there, or is beyond `typeOf`
 */
export function answersModule(documents: ReadonlyMap<string, OpenApi>): string {
  const types = Object.entries(read).flatMap(([service, names]) =>
    names.map(name => {
      const schema = documents.get(service)?.components.schemas[name]
      if (schema === undefined) throw new Error(`The page reads ${name} of ${service}, which has none.`)
      return `export type ${name} = ${typeOf(schema, name)}\n`
    }),
  )
  return `// Generated from the services' routes: do not edit, run \`npm run check -- --fix\`.\n\n${types.join('\n')}`
}

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** A schema as a type of TypeScript, which only reads. */
export function typeOf(schema: Schema, where: string): string {
  const { type = '', enum: words, anyOf, items, properties, additionalProperties: others } = schema
  if (words !== undefined) return words.map(word => JSON.stringify(word)).join(' | ')
  if (anyOf !== undefined) return anyOf.map((each, n) => typeOf(each, `${where}/anyOf/${n}`)).join(' | ')
  if (type === 'array' && items !== undefined) return `readonly (${typeOf(items, `${where}/items`)})[]`
  if (type === 'object' && properties !== undefined) return objectOf(schema, properties, where)
  if (type === 'object' && others) return `Readonly<Record<string, ${typeOf(others, where)}>>`
  const scalar = scalars[type]
  if (scalar === undefined) throw new Error(`No type can be made of the schema ${where}: teach it to typeOf.`)
  return scalar
}

function objectOf({ required = [] }: Schema, properties: Readonly<Record<string, Schema>>, where: string) {
  const members = Object.entries(properties).map(([name, schema]) => {
    const comment = schema.description === undefined ? '' : `/** ${schema.description} */\n`
    const mark = required.includes(name) ? '' : '?'
    return `${comment}readonly ${name}${mark}: ${typeOf(schema, `${where}/${name}`)}\n`
  })
  return `{\n${members.join('').replaceAll(/^(?=.)/gm, '  ')}}`
}
