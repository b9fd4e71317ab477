type Json = Readonly<Record<string, unknown>>

/**
 * Whether valid data always have a text of this name: the schema, or one that it includes by `allOf` or a `$ref` within
 * itself, requires it, and one of them says that it is a string.
 */
export function requiresText(schema: object, name: string): boolean {
  const parts = partsOf(schema as Json, schema as Json, 0)
  const isRequired = parts.some(({ required }) => Array.isArray(required) && required.includes(name))
  return isRequired && parts.some(part => isText(own(part.properties, name), schema as Json))
}

function isText(schema: unknown, root: Json): boolean {
  if (!isObject(schema)) return false
  return partsOf(schema, root, 0).some(part => {
    if (part.type === 'string' || typeof part.const === 'string') return true
    return Array.isArray(part.enum) && part.enum.every(value => typeof value === 'string')
  })
}

/** A schema, and those that hold wherever it does. */
function partsOf(schema: Json, root: Json, depth: number): Json[] {
  if (depth > 10) return []
  const named = typeof schema.$ref === 'string' ? [resolve(schema.$ref, root)] : []
  const included = [...(Array.isArray(schema.allOf) ? schema.allOf : []), ...named].filter(isObject)
  return [schema, ...included.flatMap(part => partsOf(part, root, depth + 1))]
}

/** What a `$ref` such as `#/definitions/room` points to; undefined where that is not in the same schema. */
function resolve(ref: string, root: Json): unknown {
  if (!ref.startsWith('#/')) return undefined
  const steps = ref.slice(2).split('/')
  return steps.reduce<unknown>(
    (part, step) => own(part, step.replaceAll('~1', '/').replaceAll('~0', '~')),
    root,
  )
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

const own = (object: unknown, name: string): unknown =>
  isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
