import { type ApiSchema, type Operation, operationsOf } from '../../fuzz/http/operations.ts'
import type { Shop } from '../shop.ts'

/** An input of the system that takes text, by the document of its service. */
export interface Input {
  /** `order POST /orders body/customerId` */
  readonly name: string
  readonly operation: Operation
  readonly in: 'path' | 'query' | 'header' | 'body' | 'unknown'
  /** The parameter's name, or the path within the body. */
  readonly at: readonly string[]
}

/** Every input of every service that takes text, and those that no document has. */
export async function inputsOf({ addresses }: Pick<Shop, 'addresses'>): Promise<readonly Input[]> {
  const all = await Promise.all(
    Object.entries(addresses).map(([service, address]) => operationsOf(service, address)),
  )
  return all.flat().flatMap(operation => {
    const name = (where: string) => `${operation.service} ${operation.method} ${operation.path} ${where}`
    const declared = operation.parameters
      .filter(({ schema }) => isText(schema))
      .map(one => ({ name: name(`${one.in}/${one.name}`), operation, in: one.in, at: [one.name] }))
    const ofBody = textsIn(operation.body).map(at => ({
      name: name(`body/${at.join('/')}`),
      operation,
      in: 'body' as const,
      at,
    }))
    return [...declared, ...ofBody, { name: name('unknown'), operation, in: 'unknown', at: ['unknown'] }]
  })
}

const isText = ({ type, enum: values, anyOf = [] }: ApiSchema): boolean =>
  (type === 'string' && values === undefined) || anyOf.some(isText)

/** The paths of texts within a body: `items/0/productId`. */
function textsIn(schema: ApiSchema | undefined): readonly (readonly string[])[] {
  if (schema === undefined) return []
  if (isText(schema)) return [[]]
  const within = Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
    textsIn(one).map(at => [name, ...at]),
  )
  const items = textsIn(schema.items).map(at => ['0', ...at])
  return [...within, ...items, ...(schema.anyOf ?? []).flatMap(textsIn)]
}

/** A request that has a text in one of its inputs, and in all headers that a caller may send; sound otherwise. */
export function requestWith(
  input: Input,
  text: string,
  {
    orderId,
    authorization,
    n,
  }: { readonly orderId: string; readonly authorization: string; readonly n: number },
): { readonly path: string; readonly init: RequestInit } {
  const { method, path, parameters, body } = input.operation
  const given = (name: string) => (input.at[0] === name ? text : (usual(orderId)[name] ?? '1'))
  const query = new URLSearchParams()
  if (input.in === 'query' && input.at[0] !== undefined) query.set(input.at[0], text)
  if (input.in === 'unknown') query.set('unknown', text)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(input.in === 'path' ? given(name) : (usual(orderId)[name] ?? '1')),
  )
  const sent =
    body === undefined ? undefined : sampleOf(body, orderId, input.in === 'body' ? input.at : [], text)
  if (input.in === 'unknown' && typeof sent === 'object' && sent !== null)
    Object.assign(sent, { [text]: text, unknown: text })
  const headers: Record<string, string> = {
    authorization,
    ...Object.fromEntries(callers.map(name => [name, text])),
    'idempotency-key': `${text} ${n}`,
    tracestate: `canary=${text.replaceAll(/[^!-+\--<>-~]/g, '_')}`,
    traceparent: `00-${n.toString(16).padStart(32, 'a')}-00f067aa0ba902b7-01`,
    baggage: `who=${encodeURIComponent(text)}`,
    ...(sent !== undefined && { 'content-type': 'application/json' }),
  }
  if (input.in === 'header' && input.at[0] !== undefined) headers[input.at[0]] = `${text} ${n}`
  for (const { in: where, name } of parameters) if (where === 'header') headers[name] ??= `${text} ${n}`
  return {
    path: query.size === 0 ? filled : `${filled}?${query}`,
    init: { method, headers, ...(sent !== undefined && { body: JSON.stringify(sent) }) },
  }
}

/** Headers that anyone may send, whoever knows them. */
const callers = [
  'x-correlation-id',
  'user-agent',
  'referer',
  'x-forwarded-for',
  'x-request-id',
  'x-unknown',
  'cookie',
]

/** What there is, so that a request gets further than a 404. */
const usual = (orderId: string): Readonly<Record<string, string>> => ({
  orderId,
  productId: 'prod-46',
  customerId: 'plain',
  currency: 'EUR',
  destinationCountry: 'AT',
  reason: 'counted',
})

/** A body that the schema takes, but for the text at that path. */
function sampleOf(
  schema: ApiSchema,
  orderId: string,
  at: readonly string[] | undefined,
  text: string,
  name = '',
): unknown {
  if (at?.length === 0 && name !== '') return text
  const [first, ...rest] = at ?? []
  const next = (part: string) => (part === first ? rest : undefined)
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0] as ApiSchema, orderId, at, text, name)
  if (schema.enum !== undefined) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([each]) => schema.required?.includes(each) || each === first)
          .map(([each, one]) => [each, sampleOf(one, orderId, next(each), text, each)]),
      )
    case 'array':
      return [sampleOf(schema.items ?? {}, orderId, next('0'), text, name || '0')]
    case 'string':
      return usual(orderId)[name] ?? '1'
    case 'boolean':
      return true
    default:
      return 1
  }
}
