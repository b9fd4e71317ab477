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
  const asked = `${canonicalJson(params ?? {})} ${canonicalJson(query ?? {})} ${canonicalJson(body ?? null)}`
  return hash('sha256', `${method} ${routeOptions.url} ${asked}`, 'base64')
}

/** JSON with the members of each object in order: JSON Canonicalization Scheme, RFC 8785. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let text = ''
  if (Array.isArray(value)) {
    for (const item of value) text += `${text && ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name]
    if (member !== undefined) text += `${text && ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
