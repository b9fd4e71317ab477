/** A JSON Schema as OpenAPI and CRDs have it. */
export interface Schema {
  readonly [keyword: string]: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
}

const open = 'x-kubernetes-preserve-unknown-fields'

/**
 * The same schema, which refuses fields that it does not know: Kubernetes drops these without a word. What stands in `anyOf`
 * and its like only narrows values, and names no new fields.
 */
export function strict(schema: Schema): Schema {
  const { properties, items, additionalProperties, ...rest } = schema
  const isObject = properties !== undefined || schema.type === 'object'
  const isClosed = isObject && additionalProperties === undefined && schema[open] !== true
  return {
    ...rest,
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, strict(each)])),
    }),
    ...(items !== undefined && { items: strict(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? strict(additionalProperties) : additionalProperties,
    }),
    ...(isClosed && { additionalProperties: false }),
  }
}
