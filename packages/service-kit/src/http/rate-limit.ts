import rateLimit from '@fastify/rate-limit'
import plugin from 'fastify-plugin'
import { HttpProblem } from './problem.ts'

export interface RateLimitOptions {
  /** Requests a second from one client address. */
  readonly perSecond: number
}

/**
 * Refuses what a client address sends beyond its limit, with 429 and Retry-After. The count is this
 * process's own. A route with `config: { rateLimit: false }` is exempt.
 */
export const rateLimits = plugin<RateLimitOptions>(
  async (app, { perSecond }) => {
    await app.register(rateLimit, {
      max: perSecond,
      timeWindow: 1_000,
      enableDraftSpec: true,
      errorResponseBuilder: () =>
        new HttpProblem({
          status: 429,
          detail: `More than ${perSecond} requests in a second came from this address. Wait for Retry-After.`,
        }),
    })
  },
  { name: 'rate-limits', fastify: '5.x' },
)
