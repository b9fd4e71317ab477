/** What is read of a JSON schema. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}

/**
 * Where a schema lets in what has no bound: text without a greatest length or without a pattern, format or list of
 * values; numbers without limits; lists without a greatest length; objects with properties that nobody named; anything
 * of no type. Empty if all is bounded. Of what a query and headers have besides, a service sees nothing.
 */
export function unbounded(schema: Schema, at: string, closed: boolean): string[] {
  if (schema.enum !== undefined || schema.const !== undefined || schema.type === 'boolean') return []
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(one => unbounded(one, at, closed))
  switch (schema.type) {
    case 'string': {
      const shaped = schema.pattern !== undefined || schema.format !== undefined
      return schema.maxLength !== undefined && shaped ? [] : [at]
    }
    case 'integer':
    case 'number':
      return schema.minimum !== undefined && schema.maximum !== undefined ? [] : [at]
    case 'array':
      return [
        ...(schema.maxItems === undefined ? [at] : []),
        ...unbounded(schema.items ?? {}, `${at}/*`, closed),
      ]
    case 'object':
      return [
        ...(closed && schema.additionalProperties !== false ? [at] : []),
        ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
          unbounded(property, `${at}/${name}`, closed),
        ),
      ]
    default:
      return [at]
  }
}
