import type { IncomingHttpHeaders } from 'node:http'
import plugin from 'fastify-plugin'
import { HttpProblem } from './problem.ts'

export interface CrossSiteOptions {
  /** `https://host:port` of each page that may change something, besides those that are served from here. */
  readonly origins: readonly string[]
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses with 403 what would change something and was sent by a page of another origin. A browser says whose page it is
 * (Fetch Metadata, Origin), also where it sends without asking first: a form, an empty POST. What says neither is no browser.
 */
export const crossSite = plugin<CrossSiteOptions>(
  async (app, { origins }) => {
    const allowed = new Set(origins)
    app.addHook('onRequest', (request, _reply, done) => {
      if (safe.has(request.method) || isOurs(request.headers, allowed)) return done()
      const detail = 'A page of another origin sent this. Pages that may are named in CORS_ORIGINS.'
      throw new HttpProblem({ status: 403, type: 'cross-site', title: 'Sent by a foreign page', detail })
    })
  },
  { name: 'cross-site', fastify: '5.x' },
)

function isOurs(headers: IncomingHttpHeaders, allowed: ReadonlySet<string>): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (origin !== undefined && allowed.has(origin)) return true
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  // A browser that knows no Fetch Metadata. Without the scheme, which a proxy may have changed.
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
