/** What is read of a schema in an OpenAPI document. */
export interface ApiSchema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly anyOf?: readonly ApiSchema[]
  readonly properties?: Readonly<Record<string, ApiSchema>>
  readonly required?: readonly string[]
  readonly items?: ApiSchema
  readonly [keyword: string]: unknown
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: ApiSchema
}

/** A route of a service, as its OpenAPI document has it. */
export interface Operation {
  readonly service: string
  readonly method: string
  /** With `{name}` for a parameter. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** Of the body, if it has one. */
  readonly body: ApiSchema | undefined
}

interface Described {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: ApiSchema }>> }
}

/** All that a service's document describes, and what none does. */
export async function operationsOf(service: string, address: string): Promise<readonly Operation[]> {
  const response = await fetch(`${address}/docs/json`)
  const document = (await response.json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  }
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const body = requestBody?.content?.['application/json']?.schema
      const each = { service, method: method.toUpperCase(), path, parameters, body }
      return resolved(each, document) as Operation
    }),
  )
  const others = ['/health/live', '/health/ready', '/metrics', '/docs', '/docs/json', '/', '/nowhere']
  return [
    ...described,
    ...others.map(path => ({ service, method: 'GET', path, parameters: [], body: undefined })),
  ]
}

/** A value with what its `$ref`s name in their place. The documents here have no circles. */
function resolved(value: unknown, document: object): unknown {
  if (Array.isArray(value)) return value.map(item => resolved(item, document))
  if (typeof value !== 'object' || value === null) return value
  const { $ref } = value as ApiSchema
  if (typeof $ref === 'string') {
    const parts = $ref.slice(2).split('/')
    return resolved(
      parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document),
      document,
    )
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, document)]))
}
