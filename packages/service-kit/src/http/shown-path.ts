import type { FastifyRequest } from 'fastify'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * The path of a request for logs and spans, which are to have nothing in clear that a client may write: its route, with those parameters
 * that are UUIDs, such as orders' ids. At no route, `*` for each part that is no UUID.
 */
export function shownPath({ url, routeOptions }: Pick<FastifyRequest, 'url' | 'routeOptions'>): string {
  const parts = (url.split('?', 1)[0] as string).split('/')
  const route = routeOptions.url?.split('/')
  const shown = (route ?? parts).map((part, i) => {
    const given = parts[i] ?? ''
    const isOpen = route === undefined ? given !== '' : part.startsWith(':')
    if (!isOpen) return part
    return uuid.test(given) ? given : route === undefined ? '*' : part
  })
  return shown.slice(0, maxParts).join('/')
}

const maxParts = 20
