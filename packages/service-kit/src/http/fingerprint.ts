import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/**
 * What a request asks for, as text: method, route, parameters and body. The same for the same request, whatever the
 * white space and the order of members in its JSON, and whether it says a default or leaves it to the schema. To be asked for
 * after validation.
 */
export function askedBy({
  method,
  routeOptions,
  params,
  query,
  body,
}: Pick<FastifyRequest, 'method' | 'routeOptions' | 'params' | 'query' | 'body'>): string {
  const asked = `${canonicalJson(params ?? {})} ${canonicalJson(query ?? {})} ${canonicalJson(body ?? null)}`
  return `${method} ${routeOptions.url} ${asked}`
}

/** SHA-256 in Base64. */
export const digestOf = (text: string): string => hash('sha256', text, 'base64')

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
