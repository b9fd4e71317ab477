import fastifyCors from '@fastify/cors'
import plugin from 'fastify-plugin'
import { correlationHeader } from './correlation.ts'

export interface CorsOptions {
  /** `https://host:port` of each page that may call. */
  readonly origins: readonly string[]
}

/**
 * Lets browsers call from pages of these origins, and of no others, on every route: also for `/metrics`, problems,
 * and streams. No cookies or credentials are involved. Register it before what may answer.
 */
export const cors = plugin<CorsOptions>(
  async (app, { origins }) => {
    await app.register(fastifyCors, {
      origin: [...origins],
      methods: ['GET', 'POST'],
      allowedHeaders: ['content-type', 'idempotency-key', 'last-event-id', correlationHeader, 'traceparent'],
      exposedHeaders: ['location', 'retry-after', correlationHeader],
      maxAge: 600,
      strictPreflight: false, // else OPTIONS from no page is refused in plain text
    })
  },
  { name: 'cors-origins', fastify: '5.x' },
)
