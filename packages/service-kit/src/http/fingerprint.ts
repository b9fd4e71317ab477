import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/**
 * A digest of what a request asks for: method, route, parameters and body. The same for the same request, whatever the
 * white space and the order of members in its JSON, and whether it says a default or leaves it to the schema. To be asked for
 * after validation.
 */
export function fingerprintOf(
  request: Pick<FastifyRequest, 'method' | 'routeOptions' | 'params' | 'query' | 'body'>,
): string {
  const { method, routeOptions, params, query, body } = request
  const asked = [params ?? {}, query ?? {}, body ?? null].map(canonicalJson)
  return hash('sha256', [method, routeOptions.url, ...asked].join(' '), 'base64')
}

/** JSON with the members of each object in order: JSON Canonicalization Scheme, RFC 8785. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join()}}`
}
