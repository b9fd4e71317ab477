import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import plugin from 'fastify-plugin'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import { Counter, Gauge, type Registry } from 'prom-client'
import { ServiceError } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { correlationHeader, correlationIdOf } from '../correlation.ts'
import { HttpProblem } from '../problem.ts'
import {
  detailOf,
  preparedAnswers,
  problemType,
  type Reason,
  reasons,
  retryAfter,
  statusOf,
} from './answers.ts'
import type { Backlog } from './backlog.ts'
import { inTurns } from './in-turns.ts'
import { createLimiter } from './limiter.ts'

export interface AdmissionOptions {
  /** What half of the commands are to take at most, in milliseconds. */
  readonly targetMs: number
  readonly registry: Registry
  readonly logger: Logger
}

interface Refused {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly reason: Reason
}

/** A target of which the router makes another path than what stands before its `?`. */
const otherwise = /^[^/]|[%#]/
const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** A storm of refusals is told once in so long, with how many there were. */
const tellEveryMs = 10_000

/**
 * Refuses in time what this process would not answer in time, with 429 or 503 and Retry-After, and whoever has most
 * first. A request is refused before Fastify, its log and its body, at a tenth of what an answer takes: else refusing
 * would take the processor from what was let in. Only one from a page goes on to where CORS lets the page read why.
 * A sender is who a token says, once it was verified; else a client address.
 *
 * A route with `config: { admission: false }` is never refused, and a stream, which stays, has to be one. With
 * `config: { admission: backlog }` it is held to what ends of what it takes in, too. Register it behind `cors` and
 * `access`, before the routes.
 */
export const admission = plugin<AdmissionOptions>(
  async (app, { targetMs, registry, logger }) => {
    const limiter = createLimiter({ targetMs })
    const answers = preparedAnswers(app.problemTypes)
    const ofRoutes = new Map<string, false | Backlog>()
    /** The same for paths that are written otherwise, as Fastify's own router reads them. */
    const router = findMyWay()
    const refused = new WeakMap<IncomingMessage, Reason>()
    const handledAt = new WeakMap<IncomingMessage, number>()
    const admissions = countedIn(registry, limiter)
    let untold = 0
    let toldAt = Number.NEGATIVE_INFINITY

    app.addHook('onRoute', ({ method, url, config }) => {
      const { admission } = config ?? {}
      if (admission === undefined) return
      if (/[:*]/.test(url)) throw ofOnePath(url)
      for (const one of [method].flat()) {
        ofRoutes.set(`${one} ${url}`, admission)
        router.on(one as HTTPMethod, url, () => {}, { admission })
      }
    })

    function ruleFor(method: string | undefined, url: string): false | Backlog | undefined {
      if (otherwise.test(url)) return router.find(method as HTTPMethod, url)?.store.admission
      const query = url.indexOf('?')
      return ofRoutes.get(`${method} ${query < 0 ? url : url.slice(0, query)}`)
    }

    /** Lets a request in until its answer is over, or says why not. */
    function enter(request: IncomingMessage, response: ServerResponse): Reason | undefined {
      const backlog = ruleFor(request.method, request.url ?? '')
      if (backlog === false) return undefined
      const sender = app.knownSubject(request) ?? request.socket.remoteAddress ?? ''
      const refusal = limiter.enter(sender)
      if (refusal !== undefined) return refusal
      const held = backlog?.enter(sender)
      if (held !== undefined) {
        limiter.leave(sender)
        return held === 'share' ? held : 'backlog'
      }
      response.once('close', () => {
        limiter.leave(sender)
        if (response.statusCode >= 300) backlog?.notTaken(sender)
      })
      admissions.inc({ outcome: 'admitted' })
      return undefined
    }

    const refusals = inTurns<Refused>(({ request, response, reason }) => {
      if (response.destroyed) return
      const { status, headers, body } = answers[reason]
      const id = correlationIdOf(request)
      response.writeHead(status, { ...headers, 'retry-after': retryAfter(), [correlationHeader]: id })
      response.end(body(id), 'latin1')
    })

    function tell(reason: Reason) {
      admissions.inc({ outcome: reason })
      untold += 1
      const now = performance.now()
      if (now - toldAt < tellEveryMs) return
      logger.warn(
        { refused: untold, reason, limit: limiter.limit },
        'requests are refused: too many are under way',
      )
      toldAt = now
      untold = 0
    }

    beforeFastify(app.server, serve => (request, response) => {
      const reason = enter(request, response)
      if (reason === undefined) return serve(request, response)
      tell(reason)
      if (request.headers.origin === undefined) return refusals.add({ request, response, reason })
      refused.set(request, reason)
      serve(request, response)
    })

    app.addHook('onRequest', ({ raw }, _reply, done) => {
      const reason = refused.get(raw)
      if (reason === undefined) return done()
      throw new HttpProblem({
        status: statusOf(reason),
        type: problemType,
        detail: detailOf(reason),
        headers: { 'retry-after': retryAfter() },
      })
    })
    // What a client takes to send its body says nothing about this process.
    app.addHook('preHandler', ({ raw }, _reply, done) => {
      handledAt.set(raw, performance.now())
      done()
    })
    app.addHook('onResponse', ({ raw, method }, { statusCode }, done) => {
      const since = handledAt.get(raw)
      if (since !== undefined && statusCode < 300 && !reads.has(method))
        limiter.took(performance.now() - since)
      done()
    })
  },
  { name: 'admission', fastify: '5.x', dependencies: ['access', 'strict-http'] },
)

const ofOnePath = (url: string) =>
  new ServiceError(
    'ADMISSION_OF_PARAMETERS',
    `${url} has parameters: config.admission is for routes of one path, as it is looked up before routing.`,
  )

/** Puts something before Fastify, which listens first. */
function beforeFastify(server: Server, wrap: (serve: RequestListener) => RequestListener) {
  const [serve] = server.listeners('request') as RequestListener[]
  if (serve === undefined) throw new TypeError('Fastify does not listen to its server.')
  server.removeListener('request', serve)
  server.prependListener('request', wrap(serve))
}

function countedIn(registry: Registry, limiter: { readonly limit: number; readonly inFlight: number }) {
  const registers = [registry]
  const admissions = new Counter({
    name: 'http_admissions_total',
    help: 'Requests that were let in, or why they were refused',
    labelNames: ['outcome'] as const,
    registers,
  })
  for (const outcome of ['admitted', ...reasons]) admissions.inc({ outcome }, 0)
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests under way that were let in',
    registers,
    collect() {
      this.set(limiter.inFlight)
    },
  })
  new Gauge({
    name: 'http_requests_limit',
    help: 'The most requests under way, by what commands take',
    registers,
    collect() {
      this.set(limiter.limit)
    },
  })
  return admissions
}
