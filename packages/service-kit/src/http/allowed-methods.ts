import plugin from 'fastify-plugin'
import findMyWay, { type HTTPMethod } from 'find-my-way'

/**
 * Lets `notFound` tell a path that nobody serves (404) from one that is served by other methods (405 with Allow, RFC 9110,
 * section 15.5.6). Asked only for what no route takes: a second router, the same as Fastify's own, has the routes by
 * their paths. Register it before the routes.
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
      const allowed = [...known].filter(method => router.find(method as HTTPMethod, url) !== null)
      return allowed.length === 0 ? [] : [...allowed.sort(), 'OPTIONS']
    })
  },
  { name: 'allowed-methods', fastify: '5.x' },
)
