import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { ServiceError } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { createHttpApp, type HttpApp, type HttpAppOptions } from './app.ts'
import { HttpProblem, problems } from './problem.ts'
import { id } from './strings.ts'

const order = Type.Object(
  {
    customerId: id('Who orders'),
    items: Type.Array(
      Type.Object(
        { productId: id('What'), quantity: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 100 },
    ),
  },
  { additionalProperties: false },
)

/** An app with a route for each way in which a request can end; its log lines go to `lines`. */
export async function fixtureApp(
  options: Partial<Omit<HttpAppOptions, 'config'>> & { config?: Partial<HttpAppOptions['config']> } = {},
): Promise<{ app: HttpApp; lines: Record<string, unknown>[] }> {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const app = await createHttpApp({
    title: 'Fixture',
    version: '1.2.3',
    problemTypes: 'urn:shop:problem:',
    logger: createLogger({ service: 'fixture', destination, level: 'debug' }),
    registry: new Registry(),
    checks: async () => ({ database: { ok: true } }),
    ...options,
    config: {
      REQUEST_TIMEOUT_MS: 10_000,
      BODY_LIMIT_BYTES: 1_024,
      RATE_LIMIT_PER_SECOND: 0,
      ADMISSION_TARGET_MS: 500,
      CORS_ORIGINS: [],
      AUTHENTICATION: 'off',
      CONNECTIONS_MAX: 100,
      IDLE_CONNECTIONS_MAX: 50,
      ...options.config,
    },
  })
  const response = { 202: Type.Object({ orderId: Type.String() }), ...problems(400, 409, 503) }
  const config = { access: 'public' } as const
  app.post('/orders', { config, schema: { body: order, response } }, async (request, reply) => {
    request.log.info('placing')
    return reply.code(202).send({ orderId: `${request.body.customerId}-1` })
  })
  const page = Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 10 }),
    customer: Type.Optional(id('Whose')),
  })
  app.get('/orders', { config, schema: { querystring: page } }, async ({ query }) => query)
  const params = Type.Object({ orderId: id('Which') })
  app.get('/orders/:orderId', { config, schema: { params } }, async ({ params: { orderId } }) => ({
    orderId,
  }))
  app.get('/seen', { config }, async ({ id, correlationId, trace }) => ({ id, correlationId, ...trace }))
  app.get<{ Params: { kind: string } }>(
    '/fail/:kind',
    { config, schema: { response: problems(409) } },
    async request => {
      throw failures[request.params.kind]
    },
  )
  app.get('/hang', { config }, () => new Promise(() => {}))
  return { app, lines }
}

const failures: Readonly<Record<string, unknown>> = {
  bug: new TypeError('secret internals at /srv/app.ts'),
  text: 'thrown text',
  conflict: new HttpProblem({
    status: 409,
    type: 'urn:shop:problem:sold-out',
    title: 'Sold out',
    detail: 'Order something else.',
    extensions: { orderId: 'o-1' },
    headers: { 'x-extra': 'yes' },
  }),
  unwritable: new HttpProblem({ status: 409, extensions: { count: 1n } }),
  database: new ServiceError('DATABASE_UNAVAILABLE', 'The database at 10.0.0.1 did not answer.'),
  busy: Object.assign(new Error('outbox too old'), { retryAfterSeconds: 4.2 }),
  refused: Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }),
  imposter: Object.assign(new Error('upstream said 404'), { statusCode: 404 }),
}
