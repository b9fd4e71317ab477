import type { FastifySchema, RouteOptions } from 'fastify'
import type { Access } from '../access.ts'
import { problems } from '../problem.ts'
import { refusalsOf } from './answers.ts'

/** The name of the security scheme: a bearer token. */
export const scheme = 'token'

/**
 * The schema of a route as OpenAPI shows it, with all that is not for each route to say: its `operationId` unless it has one,
 * who may use it, and the refusals of what is around it.
 */
export function operationOf(route: RouteOptions): FastifySchema {
  const schema = route.schema ?? {}
  const refusals = problems(...refusalsOf(route))
  return {
    ...schema,
    operationId: schema.operationId ?? operationId(route),
    security: securityOf(route.config?.access),
    ...defaultsLeftAway(schema, ['querystring', 'headers', 'body']),
    response: { ...refusals, ...(schema.response as object | undefined) },
  }
}

/** `GET /orders/:orderId/journey` is `getOrdersByOrderIdJourney`. */
export function operationId({ method, url }: Pick<RouteOptions, 'method' | 'url'>): string {
  const parts = url
    .split('/')
    .map(part => (part.startsWith(':') ? `By${capital(part.slice(1))}` : capital(part)))
  return String([method].flat()[0]).toLowerCase() + parts.join('')
}

export const capital = (text: string) =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/** What has a default need not be sent, although it is always there for the route. */
function defaultsLeftAway<Part extends string>(
  schema: Readonly<Partial<Record<Part, unknown>>>,
  parts: readonly Part[],
): Partial<Record<Part, unknown>> {
  const given = parts.filter(part => schema[part] !== undefined)
  return Object.fromEntries(given.map(part => [part, leftAway(schema[part])])) as Partial<
    Record<Part, unknown>
  >
}

function leftAway(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(leftAway)
  if (typeof schema !== 'object' || schema === null) return schema
  const members = Object.entries(schema).map(([name, member]) => [name, leftAway(member)])
  const { required, properties, ...rest } = Object.fromEntries(members)
  if (properties === undefined || !Array.isArray(required)) return Object.fromEntries(members)
  const needed = required.filter(name => properties[name]?.default === undefined)
  return { ...rest, properties, ...(needed.length > 0 && { required: needed }) }
}

/** One alternative for each scope that lets in; none for what is public. */
function securityOf(access: Access = 'public'): Record<string, string[]>[] {
  if (access === 'public') return []
  const { scope, own } = access
  return [scope, own ?? []].flat().map(one => ({ [scheme]: [one] }))
}
