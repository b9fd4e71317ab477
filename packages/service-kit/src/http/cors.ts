import fastifyCors from '@fastify/cors'
import plugin from 'fastify-plugin'
import { correlationHeader } from './correlation.ts'

export interface CorsOptions {
  /** `https://host:port` of each page that may call. */
  readonly origins: readonly string[]
}

/**
 * Lets browsers call from pages of these origins, and of no others, on every route: also for `/metrics`, problems,
 * and streams. No cookies are involved; a page sends its token by itself, and a preflight has none. Register it before what may answer.
 */
export const cors = plugin<CorsOptions>(
  async (app, { origins }) => {
    app.addHook('onRoute', route => {
      if (route.method === 'OPTIONS' && route.url === '*')
        route.config = { ...route.config, access: 'public' }
    })
    await app.register(fastifyCors, {
      origin: [...origins],
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'last-event-id',
        correlationHeader,
        'traceparent',
      ],
      exposedHeaders: ['location', 'retry-after', 'www-authenticate', correlationHeader],
      maxAge: 600,
      strictPreflight: false, // else OPTIONS from no page is refused in plain text
    })
  },
  { name: 'cors-origins', fastify: '5.x' },
)
