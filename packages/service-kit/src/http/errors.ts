import { isDatabaseUnavailable } from '@orderflow/messaging/database'
import { positionPattern, timePattern } from '@orderflow/messaging/dead-letters'
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { correlationHeader, correlationIdOf } from './correlation.ts'
import { cursorPattern } from './cursor.ts'
import { escaped, fragmentOf } from './pointer.ts'
import { HttpProblem, invalidRequest, problemBody, problemMediaType } from './problem.ts'
import { safeHeaders } from './safe-headers.ts'
import { ofProducts, printable, printableAscii } from './strings.ts'

/** A request may break its schema in thousands of places. */
const maxFaults = 20

/** What to send instead: the field of W3C Linked Data Platform, as every route here takes the same. */
const accepted = { 'accept-post': 'application/json' }

/** Answers any error that a request ends in with a problem; what is not the client's fault is logged. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [problem, body] = written(toProblem(error, request), request)
  if (problem.status >= 500) log(error, problem, request)
  return reply
    .code(problem.status)
    .headers({
      ...safeHeaders,
      [correlationHeader]: correlationIdOf(request.raw),
      ...(problem.status === 415 && accepted),
      ...problem.headers,
    })
    .type(problemMediaType)
    .serializer((text: string) => text)
    .send(body)
}

/** A problem and its body as text; another problem, if a route put into it what is no JSON. */
function written(problem: HttpProblem, { id, server }: FastifyRequest): readonly [HttpProblem, string] {
  const textOf = (problem: HttpProblem) => JSON.stringify(problemBody(problem, id, server.problemTypes))
  try {
    return [problem, textOf(problem)]
  } catch (error) {
    const instead = internal(error)
    return [instead, textOf(instead)]
  }
}

/** The answer to an unknown path, to a method that it does not take, and to OPTIONS. */
export function notFound({ method, url, server }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const allowed = server.allowedMethods(url)
  if (allowed.length === 0 || (method !== 'OPTIONS' && allowed.includes(method))) {
    const path = url.split('?', 1)[0]
    throw new HttpProblem({ status: 404, detail: `There is nothing at ${method} ${path}.` })
  }
  if (method === 'OPTIONS') return reply.code(204).header('allow', allowed.join(', ')).send()
  throw otherMethod(allowed)
}

function otherMethod(allowed: readonly string[]): HttpProblem {
  const allow = allowed.join(', ')
  return new HttpProblem({ status: 405, detail: `This path takes ${allow}.`, headers: { allow } })
}

/**
 * What a client is told about an error. A problem is told as it is, complaints about a request by Fastify, or by
 * whoever marks them for clients (`expose`, as http-errors do), by their status; infrastructure that is away is 503 with Retry-After; of anything else the
 * client learns only that it happened.
 */
function toProblem(error: unknown, { server, url, method }: FastifyRequest): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (!(error instanceof Error)) return internal(error)
  const { validation, validationContext, code, statusCode } = error as Partial<FastifyError>
  if (validation !== undefined) {
    // `GET /outbox/release` came to `/outbox/:seq`, which it is not.
    const allowed = validationContext === 'params' ? server.allowedMethods(url) : [method]
    return allowed.includes(method) ? invalid(validation, validationContext) : otherMethod(allowed)
  }
  if (code === 'HANDLER_TIMEOUT') return unavailable(error, 1)
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) return unavailable(error, retryAfter)
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new HttpProblem({
      status: 415,
      detail: 'Send the body as JSON, with Content-Type: application/json.',
      cause: error,
    })
  }
  const forClients = code?.startsWith('FST_') === true || ('expose' in error && error.expose === true)
  if (forClients && statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new HttpProblem({ status: statusCode, detail: error.message, cause: error })
  return internal(error)
}

function invalid(errors: readonly FastifySchemaValidationError[], context = 'body'): HttpProblem {
  const where = { body: 'body', params: 'path', querystring: 'query', headers: 'header' }[context] ?? context
  const faults = errors.slice(0, maxFaults)
  return invalidRequest(
    faults.map(error => ({ pointer: pointerTo(error), in: where, detail: describe(error) })),
  )
}

/** As far as the property that is missing or too many. */
function pointerTo({ instancePath, params }: FastifySchemaValidationError): string {
  const property = params.missingProperty ?? params.additionalProperty
  return fragmentOf(typeof property === 'string' ? `${instancePath}/${escaped(property)}` : instancePath)
}

/** What the patterns that nobody wants to read ask for. */
const patternWords: ReadonlyMap<string, string> = new Map([
  [
    printable,
    'must not have control characters, those of direction and lines included, or halves of surrogate pairs',
  ],
  [ofProducts, 'must have letters, digits and . _ : / - only'],
  [printableAscii, 'must have visible ASCII characters and spaces only'],
  [cursorPattern, 'is no cursor: take it from `next` of an earlier answer'],
  [timePattern, 'must be a time: 2026-01-15T10:30:00Z, or 90s, 15m, 2h or 3d for so long ago'],
  [positionPattern, 'must be the id of a dead letter, as the list of them has it'],
])

function describe({ keyword, message = 'is not valid', params }: FastifySchemaValidationError): string {
  if (keyword === 'anyOf') return 'must be one of the alternatives that /docs has'
  if (keyword === 'pattern') return patternWords.get(params.pattern as string) ?? message
  return Array.isArray(params.allowedValues) ? `${message}: ${params.allowedValues.join(', ')}` : message
}

function retryAfterOf(error: Error): number | undefined {
  if ('retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number')
    return error.retryAfterSeconds
  return isDatabaseUnavailable(error) ? 1 : undefined
}

function unavailable(cause: Error, retryAfterSeconds: number): HttpProblem {
  const seconds = Math.max(1, Math.ceil(retryAfterSeconds))
  return new HttpProblem({
    status: 503,
    detail:
      'Something that this service depends on did not answer in time. Send the request again, with the same Idempotency-Key if it changes something: the first may have taken effect.',
    headers: { 'retry-after': String(seconds) },
    cause,
  })
}

function internal(cause: unknown): HttpProblem {
  return new HttpProblem({
    status: 500,
    detail: 'The service failed. Report the instance of this problem: its log has the reason.',
    cause,
  })
}

function log(err: unknown, { status }: HttpProblem, request: FastifyRequest): void {
  const route = request.routeOptions.url
  if (status === 503) request.log.warn({ err, route }, 'a request was put off: a dependency is unavailable')
  else request.log.error({ err, route }, 'a request failed')
}
