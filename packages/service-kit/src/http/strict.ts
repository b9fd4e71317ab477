import { uuidv7 } from '@orderflow/messaging/ids'
import plugin from 'fastify-plugin'
import { allowedMethods } from './allowed-methods.ts'
import { answerClientError } from './client-errors.ts'
import { type CrossSiteOptions, crossSite } from './cross-site.ts'
import { sendProblem } from './errors.ts'
import { typedQuery } from './query.ts'
import { requestLine } from './request-line.ts'
import { safeAnswers } from './safe-headers.ts'
import { singleHeaders } from './single-headers.ts'

/** What Fastify is made with, so that what it refuses by itself is a problem too. */
export const strictOptions = {
  /** Milliseconds for each plugin at the start: there is nothing to gain by giving up on a machine that is busy. */
  pluginTimeout: 60_000,
  genReqId: () => uuidv7(),
  requestIdHeader: false,
  clientErrorHandler: answerClientError,
  frameworkErrors: sendProblem,
  http: { requireHostHeader: false }, // `requestLine` does it, with a problem
} as const

export interface StrictOptions extends CrossSiteOptions {
  /** What the type of a problem that is a name alone begins with. */
  readonly problemTypes: string
  /** Whether parameters of a query that a route does not know are passed over, where a standard demands it. */
  readonly anyQuery?: boolean
}

/**
 * What every HTTP server of a system keeps to, a service or not: it refuses what HTTP forbids, a query that the route
 * does not know, and what a foreign page would change, and its answers are for their reader alone. To be registered
 * before the routes; `sendProblem` and `notFound` then answer what goes wrong.
 */
export const strictHttp = plugin<StrictOptions>(
  async (app, { problemTypes, origins, anyQuery = false }) => {
    app.decorate('problemTypes', problemTypes)
    await app.register(safeAnswers)
    await app.register(allowedMethods)
    await app.register(requestLine)
    await app.register(singleHeaders)
    await app.register(crossSite, { origins })
    if (!anyQuery) await app.register(typedQuery)
  },
  { name: 'strict-http', fastify: '5.x' },
)
