import type { RouteOptions } from 'fastify'

/** What can be answered to any request, by what is around the routes: to one that is wrong, late, too large, or one too many. */
const always = [400, 408, 417, 431, 500, 503] as const
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The refusals that a route's answers may be besides its own: what the plugins around it answer, by what it takes.
 * There is no 405 among them: no operation answers that, only a method that is none.
 */
export function refusalsOf({ method, url, schema, config }: RouteOptions): readonly number[] {
  const isPublic = config?.access === 'public'
  const changes = [method].flat().some(one => !safe.has(one))
  return [
    ...always,
    ...(isPublic ? [] : [401]),
    ...(isPublic && !changes ? [] : [403]), // too little scope, or a foreign page
    ...(changes ? [413] : []),
    ...(url.includes(':') ? [414] : []),
    ...(schema?.body === undefined ? [] : [415]),
    ...(config?.rateLimit === false ? [] : [429]),
  ]
}

/** Headers with which a refusal says what to do. */
export const headersOf: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  403: 'WWW-Authenticate',
  415: 'Accept-Post',
  429: 'Retry-After',
  503: 'Retry-After',
}
