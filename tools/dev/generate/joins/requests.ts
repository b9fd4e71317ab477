import type { ServiceFacts } from '../../lib/services.ts'
import type { OpenApi, Operation } from './openapi.ts'

export const requestsFolder = 'docs/requests/'
export const requestsMark = '# Generated from the OpenAPI document of the service'

/** A request that an operation takes. `{{orderId}}` is the reader's to fill in. */
export interface Request {
  readonly name: string
  readonly summary: string
  readonly method: string
  readonly path: string
  readonly needsToken: boolean
  readonly body: unknown
}

type Facts = Pick<ServiceFacts, 'name' | 'topics'>

interface Schema {
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
}

/** What stands for a parameter or a field, by its name. A list has one of what its name says. */
const samples = ({ name, topics: [topic] }: Facts): Readonly<Record<string, unknown>> => ({
  customerId: 'c-1',
  delta: 10,
  dryRun: true,
  offset: '0',
  orderId: '{{orderId}}',
  partition: '0',
  productId: 'prod-1',
  service: 'inventory',
  quantity: 2,
  reason: 'Counted again',
  seq: '1',
  seqs: '1',
  ids: `${topic}.${name}.dlq/0/0`,
  topic: `${topic}.${name}.dlq`,
})

/** Of what may be left out, this is said all the same: whoever tries a request changes nothing by it. */
const said: ReadonlySet<string> = new Set(['dryRun'])

/**
 * One request for each operation of a service's document: with all that it needs, and nothing else.
 * @throws Error for a parameter or a field of which no sample is known
 */
export function requestsOf(document: OpenApi, facts: Facts): Request[] {
  const known = samples(facts)
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: operation.operationId,
      summary: operation.summary ?? operation.operationId,
      method: method.toUpperCase(),
      path: filledIn(path, operation),
      needsToken: (operation.security ?? []).length > 0,
      body: bodyOf(operation),
    })),
  )

  function filledIn(path: string, { parameters = [] }: Operation): string {
    const query = parameters
      .filter(each => each.in === 'query' && each.required)
      .map(({ name }) => `${name}=${sampleFor(name)}`)
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => String(sampleFor(name)))
    return query.length === 0 ? filled : `${filled}?${query.join('&')}`
  }

  function bodyOf({ requestBody }: Operation): unknown {
    const schema = requestBody?.content['application/json']?.schema
    return schema && sampleOf(schema, '')
  }

  function sampleOf({ $ref, anyOf, properties, required = [], items }: Schema, name: string): unknown {
    const target = $ref === undefined ? anyOf?.[0] : document.components.schemas[$ref.split('/').at(-1) ?? '']
    if (target !== undefined) return sampleOf(target, name)
    if (items !== undefined) return [sampleOf(items, name)]
    if (properties === undefined) return sampleFor(name)
    const fields = Object.entries(properties).filter(([field]) => required.includes(field) || said.has(field))
    return Object.fromEntries(fields.map(([field, value]) => [field, sampleOf(value, field)]))
  }

  function sampleFor(name: string): unknown {
    if (name in known) return known[name]
    throw new Error(`Say in tools/dev/generate/joins/requests.ts what a request has as ${name}.`)
  }
}

/**
 * The requests as `.http` files, one for each service, and the addresses on a developer's machine. The format is the one
 * that JetBrains describes (https://github.com/JetBrains/http-request-in-editor-spec), Visual Studio has and httpyac sends.
 */
export function requestFiles(
  services: readonly ServiceFacts[],
  documents: ReadonlyMap<string, OpenApi>,
): [string, string][] {
  const addresses = Object.fromEntries(services.map(({ name, port }) => [name, `http://127.0.0.1:${port}`]))
  return [
    [`${requestsFolder}http-client.env.json`, `${JSON.stringify({ start: addresses }, null, 2)}\n`],
    ...services.map(facts => {
      const document = documents.get(facts.name)
      const requests = document === undefined ? [] : requestsOf(document, facts)
      return [`${requestsFolder}${facts.name}.http`, httpFile(facts.name, requests)] as [string, string]
    }),
  ]
}

function httpFile(service: string, requests: readonly Request[]): string {
  const asksForOrder = requests.some(({ path }) => path.includes('{{orderId}}'))
  const head = [
    `${requestsMark} ${service}: do not edit, run \`npm run check -- --fix\`.`,
    '# The environment is `start`; how the token comes into it: docs/joins.md.',
    ...(asksForOrder ? ['', '# The id that placeOrder answered.', '@orderId = 01'] : []),
  ]
  return [head.join('\n'), ...requests.map(request => text(service, request))].join('\n\n').concat('\n')
}

function text(service: string, { name, summary, method, path, needsToken, body }: Request): string {
  return [
    `### ${summary}`,
    `# @name ${name}`,
    `${method} {{${service}}}${path}`,
    ...(needsToken ? ['Authorization: Bearer {{token}}'] : []),
    ...(body === undefined ? [] : ['Content-Type: application/json', '', JSON.stringify(body, null, 2)]),
  ].join('\n')
}
