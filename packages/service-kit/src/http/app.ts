import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Checks } from '@orderflow/messaging/service'
import { type Tracer, traceIds } from '@orderflow/messaging/tracing'
import { type FastifyBaseLogger, type FastifyInstance, fastify, type RawServerDefault } from 'fastify'
import type { Registry } from 'prom-client'
import type { AuthenticationConfig } from '../authentication/settings.ts'
import type { CommonConfig } from '../common-config.ts'
import type { Logger } from '../logger.ts'
import { access, accessDeclared } from './access.ts'
import { admission } from './admission/admission.ts'
import { unrouted } from './allowed-methods.ts'
import { closing } from './closing.ts'
import { connections } from './connections.ts'
import { correlationHeader, correlationIdOf } from './correlation.ts'
import { cors } from './cors.ts'
import './fastify-types.ts'
import { sendProblem } from './errors.ts'
import { health } from './health.ts'
import { idempotencyKeys } from './idempotency.ts'
import { jsonBodies } from './json-body.ts'
import { metrics } from './metrics.ts'
import { docs } from './openapi/docs.ts'
import { rateLimits } from './rate-limit.ts'
import { RequestLog } from './request-log.ts'
import { beginServerSpan, serverSpans, traceOfRequest } from './server-span.ts'
import { strictHttp, strictOptions } from './strict.ts'
import { timeLimit } from './time-limit.ts'

/** A Fastify instance whose routes get their types from their TypeBox schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export interface HttpAppOptions {
  /** Title and version of the OpenAPI page. */
  readonly title: string
  readonly version: string
  /** What the types of the kit's own problems begin with, `urn:shop:problem:`; `urn:service-kit:problem:` unless told. */
  readonly problemTypes?: string
  readonly logger: Logger
  readonly config: Pick<
    CommonConfig,
    | 'REQUEST_TIMEOUT_MS'
    | 'BODY_LIMIT_BYTES'
    | 'RATE_LIMIT_PER_SECOND'
    | 'ADMISSION_TARGET_MS'
    | 'CORS_ORIGINS'
    | 'CONNECTIONS_MAX'
    | 'IDLE_CONNECTIONS_MAX'
  > &
    AuthenticationConfig
  /** Where this app's metrics are registered and what `/metrics` serves; one app per registry. */
  readonly registry: Registry
  /** What `/health/ready` asks. */
  readonly checks: Checks
  /** Records each request; none and nothing is recorded. */
  readonly tracer?: Tracer | undefined
}

/** Longer than load balancers usually keep a connection, so that they are the ones to close it. */
const keepAliveTimeout = 72_000

/**
 * A service's HTTP side without its routes: ids, logs, limits, problems, OpenAPI, health and metrics.
 * Routes are added to what it returns; `listen` is the caller's.
 *
 * - A request must arrive within `REQUEST_TIMEOUT_MS` (else 408) and be answered within as long again
 *   (else 503, while its handler may still finish). A route that streams calls `reply.hijack()`.
 * - Validation converts nothing in bodies, removes nothing and reports every violation at once; the body
 *   limit bounds its work.
 * - More than it answers in time is refused with 429 or 503 (`admission`).
 * - Once `close` is called, new requests get 503 and running ones are finished.
 */
export async function createHttpApp(options: HttpAppOptions): Promise<HttpApp> {
  const { REQUEST_TIMEOUT_MS: requestTimeout, BODY_LIMIT_BYTES, RATE_LIMIT_PER_SECOND } = options.config
  const { CORS_ORIGINS: origins, CONNECTIONS_MAX: max, IDLE_CONNECTIONS_MAX: maxIdle } = options.config
  const { ADMISSION_TARGET_MS: targetMs } = options.config
  const { problemTypes = 'urn:service-kit:problem:' } = options
  const loggerInstance: FastifyBaseLogger = options.logger
  const app: HttpApp = fastify({
    ...strictOptions,
    loggerInstance,
    logController: new RequestLog(),
    childLoggerFactory: (logger, { requestId }, _options, raw) => {
      const message = raw as IncomingMessage
      beginServerSpan(options.tracer, message)
      const ids = { correlationId: correlationIdOf(message), ...traceIds(traceOfRequest(message)) }
      return logger.child({ requestId, ...ids })
    },
    requestTimeout,
    connectionTimeout: 3 * requestTimeout, // a silent socket; later than the limit for the answer
    keepAliveTimeout,
    http: {
      ...strictOptions.http,
      connectionsCheckingInterval: Math.ceil(requestTimeout / 2),
      headersTimeout: requestTimeout,
      requestTimeout,
    },
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 500 }, // in UTF-16 units; schemas bound them in characters
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: true,
        allErrors: true,
        strict: true,
      },
    },
    return503OnClosing: false, // `closing` does it, with a problem
  }).withTypeProvider<TypeBoxTypeProvider>()

  await app.register(jsonBodies)
  app.decorateRequest('correlationId', {
    getter() {
      return correlationIdOf(this.raw)
    },
  })
  await app.register(serverSpans, { tracer: options.tracer })
  app.addHook('onRequest', ({ raw }, reply, done) => {
    reply.header(correlationHeader, correlationIdOf(raw))
    done()
  })
  app.setErrorHandler(sendProblem)
  await app.register(timeLimit, { milliseconds: 2 * requestTimeout }) // from the first byte, so later than the 408
  if (origins.length > 0) await app.register(cors, { origins }) // before what refuses: pages read refusals too
  await app.register(strictHttp, { problemTypes, origins })
  await app.register(connections, { max, maxIdle, registry: options.registry })
  await app.register(closing)
  await app.register(access, options)
  if (targetMs > 0) await app.register(admission, { ...options, targetMs })
  if (RATE_LIMIT_PER_SECOND > 0) await app.register(rateLimits, { perSecond: RATE_LIMIT_PER_SECOND })
  await app.register(unrouted, { limit: RATE_LIMIT_PER_SECOND > 0 ? app.rateLimit().bind(app) : undefined })

  await app.register(idempotencyKeys)
  await app.register(docs, options)
  await app.register(metrics, options)
  await app.register(health, options)
  await app.register(accessDeclared)
  return app
}
