import rateLimit from '@fastify/rate-limit'
import plugin from 'fastify-plugin'
import { HttpProblem } from './problem.ts'

export interface RateLimitOptions {
  /** Requests a second of one principal, or from one client address where there is none. */
  readonly perSecond: number
}

/**
 * Refuses what a principal, or a client address whose token is not taken, sends beyond its limit, with 429 and Retry-After. The count is this
 * process's own. A route with `config: { rateLimit: false }` is exempt.
 */
export const rateLimits = plugin<RateLimitOptions>(
  async (app, { perSecond }) => {
    await app.register(rateLimit, {
      max: perSecond,
      timeWindow: 1_000,
      keyGenerator: ({ principal, ip }) =>
        principal.expiresAt === Infinity ? ip : `principal ${principal.subject}`,
      enableDraftSpec: true,
      errorResponseBuilder: () =>
        new HttpProblem({
          status: 429,
          detail: `More than ${perSecond} requests in a second came from you. Wait for Retry-After.`,
        }),
    })
  },
  { name: 'rate-limits', fastify: '5.x' },
)
