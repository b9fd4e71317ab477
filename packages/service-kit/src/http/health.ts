import type { Checks } from '@orderflow/messaging/service'
import plugin from 'fastify-plugin'
import { Type } from 'typebox'

export interface HealthOptions {
  readonly checks: Checks
}

const deadlineMs = 2_000

const report = Type.Object({
  status: Type.Enum(['ok', 'unavailable']),
  pid: Type.Integer({ description: 'Of the process that answers: it may be another than was asked.' }),
  checks: Type.Record(
    Type.String(),
    Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) }),
  ),
})

/**
 * `/health/live`: the process answers; if it does not, restart it. `/health/ready`: what it needs is there
 * (200), or not (503, with what each check found); until it is, send it no requests.
 */
export const health = plugin<HealthOptions>(
  async (app, { checks }) => {
    const tags = ['operations']
    const config = { rateLimit: false, admission: false, access: 'public' } as const
    const live = Type.Object({ status: Type.Enum(['ok']) })
    app.get(
      '/health/live',
      {
        config,
        schema: { tags, operationId: 'isLive', summary: 'Does the process answer?', response: { 200: live } },
      },
      async () => ({ status: 'ok' }),
    )
    app.get(
      '/health/ready',
      {
        config,
        schema: {
          tags,
          operationId: 'isReady',
          summary: 'Is all that it needs there?',
          response: { 200: report, 503: report },
        },
      },
      async (request, reply) => {
        const found = await within(deadlineMs, checks).catch((err: unknown): Awaited<ReturnType<Checks>> => {
          request.log.warn({ err }, 'the readiness checks failed')
          return {
            checks: { ok: false, detail: 'The checks failed or took too long; the log has the reason.' },
          }
        })
        const ok = Object.values(found).every(check => check.ok)
        return reply
          .code(ok ? 200 : 503)
          .send({ status: ok ? 'ok' : 'unavailable', pid: process.pid, checks: found })
      },
    )
  },
  { name: 'health', fastify: '5.x' },
)

async function within<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds)
  try {
    return await Promise.race([work(), promise])
  } finally {
    clearTimeout(timer)
  }
}
