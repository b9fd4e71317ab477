import { type HttpApp, HttpProblem, problems } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { detailsOf } from './service-details.ts'
import type { Watching } from './watch.ts'

const count = Type.Number({ minimum: 0 })
const orNull = <
  Kind extends
    | ReturnType<typeof Type.Object>
    | ReturnType<typeof Type.Number>
    | ReturnType<typeof Type.String>,
>(
  kind: Kind,
) => Type.Union([kind, Type.Null()])

export const details = Type.Object({
  service: Type.String(),
  at: Type.String({ format: 'date-time', description: 'When it was asked' }),
  up: Type.Boolean(),
  consumers: Type.Array(Type.Object({ topic: Type.String(), partition: Type.Integer(), lag: count }), {
    description: 'Where its group stands; known while it is down, too',
  }),
  outbox: orNull(Type.Object({ unsent: count, oldestSeconds: count, quarantinedKeys: count })),
  batches: orNull(
    Type.Object(
      { n: count, mean: count, p50: count, p99: count },
      { description: 'Inputs in one transaction, since the process began' },
    ),
  ),
  pool: orNull(Type.Object({ total: count, idle: count, waiting: count })),
  startedAt: orNull(Type.String({ format: 'date-time' })),
  memoryBytes: orNull(count),
  eventLoopP99Ms: orNull(count),
})

/** `GET /services/:service`: more of one service than frames have, from the metrics that were asked for last. */
export function serviceRoute(app: HttpApp, watching: () => Watching | undefined): void {
  app.get(
    '/services/:service',
    {
      config: { access: { scope: 'reports:read' } },
      schema: {
        tags: ['figures'],
        operationId: 'getService',
        summary: 'A service, as its metrics told it last',
        params: Type.Object({ service: Type.String({ maxLength: 50, pattern: '^[a-z-]+$' }) }),
        response: { 200: details, ...problems(404, 503) },
      },
    },
    async ({ params: { service } }) => {
      const watched = watching()
      const at = watched?.seen()?.at
      if (watched === undefined || at === undefined)
        throw new HttpProblem({
          status: 503,
          detail:
            'Nobody asks the services for their metrics here, or not yet: METRICS_URLS and METRICS_EVERY_MS say it.',
        })
      if (!watched.services.includes(service))
        throw new HttpProblem({ status: 404, detail: `METRICS_URLS names no service ${service}.` })
      return { ...detailsOf(service, watched.textOf(service), watched.textOf('reporting')), at }
    },
  )
}
