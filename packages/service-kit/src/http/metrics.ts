import { observeIn } from '@orderflow/messaging/exemplars'
import plugin from 'fastify-plugin'
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client'
import { openMetrics, openMetricsType, wantsOpenMetrics } from './open-metrics.ts'

export interface MetricsOptions {
  readonly registry: Registry
}

/**
 * The period of the timer that measures the event loop's delay. At prom-client's 10 ms it takes 0.3 % of a core in a
 * process that does nothing, at 20 ms 0.2 %.
 */
const eventLoopTickMs = 20

/**
 * Gauges of prom-client whose names are those of counters, which Prometheus' linter refuses. Each is the sum of one that
 * stays, over its types.
 */
const misnamed = ['handles', 'requests', 'resources'].map(what => `nodejs_active_${what}_total`)

/**
 * Serves `/metrics` from the registry, and measures every request by method, route and class of status.
 * A route is its pattern (`/orders/:orderId`), never the path, so that the number of series is bounded. Who asks for
 * OpenMetrics gets that, with exemplars.
 */
export const metrics = plugin<MetricsOptions>(
  async (app, { registry }) => {
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopTickMs })
    for (const name of misnamed) registry.removeSingleMetric(name)
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its response',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    })
    app.addHook('onResponse', (request, reply, done) => {
      const { method } = request
      const route = request.routeOptions.url ?? 'none'
      const status = `${Math.floor(reply.statusCode / 100)}xx`
      observeIn(duration, { method, route, status }, reply.elapsedTime / 1_000, request.trace)
      done()
    })
    const content = { schema: { type: 'string' } }
    const texts = { content: { 'text/plain': content, 'application/openmetrics-text': content } }
    app.get(
      '/metrics',
      {
        config: { rateLimit: false, admission: false, access: 'public' },
        schema: {
          tags: ['operations'],
          operationId: 'getMetrics',
          summary: 'Metrics for Prometheus',
          response: { 200: texts },
        },
      },
      async ({ headers }, reply) =>
        wantsOpenMetrics(headers.accept)
          ? reply.type(openMetricsType).send(await openMetrics(registry))
          : reply.type(registry.contentType).send(await registry.metrics()),
    )
  },
  { name: 'metrics', fastify: '5.x' },
)
