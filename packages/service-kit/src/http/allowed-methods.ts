import type { FastifyReply, FastifyRequest } from 'fastify'
import plugin from 'fastify-plugin'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import { notFound } from './errors.ts'

/**
 * Lets `notFound` tell a path that nobody serves (404) from one that is served by other methods (405 with Allow, RFC 9110,
 * section 15.5.6). Asked only for what no route takes: a second router, the same as Fastify's own, has the routes by
 * their paths. What `/outbox/release` takes says that path alone, not `/outbox/:seq`. Register it before the routes.
 */
export const allowedMethods = plugin(
  async app => {
    const router = findMyWay({ maxParamLength: 500 })
    const known = new Set<string>()
    app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        if (one === 'OPTIONS') continue // that of CORS answers on every path
        known.add(one)
        router.on(one as HTTPMethod, url, () => {})
      }
    })
    app.decorate('allowedMethods', (url: string) => {
      const found = [...known].flatMap(method => {
        const route = router.find(method as HTTPMethod, url)
        return route === null ? [] : [{ method, parameters: Object.keys(route.params).length }]
      })
      const fewest = Math.min(...found.map(({ parameters }) => parameters))
      const allowed = found.filter(({ parameters }) => parameters === fewest).map(({ method }) => method)
      return allowed.length === 0 ? [] : [...allowed.sort(), 'OPTIONS']
    })
  },
  { name: 'allowed-methods', fastify: '5.x' },
)

export interface UnroutedOptions {
  /** Refuses whoever asks too often. */
  readonly limit?: ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) | undefined
}

/**
 * Answers what no route takes before its body is looked at: else a body that cannot be read is 400 or 415 there too, and
 * QUERY, a method that Fastify asks for a type, 400.
 */
export const unrouted = plugin<UnroutedOptions>(
  async (app, { limit }) => {
    app.setNotFoundHandler(notFound)
    app.addHook('preParsing', (request, reply, payload, done) => {
      if (!request.is404) return done(null, payload)
      const answer = () => void notFound(request, reply)
      Promise.resolve(limit?.(request, reply)).then(answer).catch(done)
    })
  },
  { name: 'unrouted', fastify: '5.x', dependencies: ['allowed-methods'] },
)
