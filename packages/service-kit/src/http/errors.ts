import { isDatabaseUnavailable } from '@orderflow/messaging'
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { correlationHeader, correlationIdOf } from './correlation.ts'
import { HttpProblem, problemBody, problemMediaType } from './problem.ts'

const validationType = 'urn:orderflow:problem:request-invalid'
const mostErrors = 20

/** Answers any error that a request ends in with a problem; what is not the client's fault is logged. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error)
  if (problem.status >= 500) log(error, problem, request)
  return reply
    .code(problem.status)
    .headers({ [correlationHeader]: correlationIdOf(request.raw), ...problem.headers })
    .type(problemMediaType)
    .serializer(JSON.stringify)
    .send(problemBody(problem, request.id))
}

/** The answer to an unknown path or method. */
export function notFound(request: FastifyRequest): never {
  const path = request.url.split('?', 1)[0]
  throw new HttpProblem({ status: 404, detail: `There is nothing at ${request.method} ${path}. See /docs.` })
}

/**
 * What a client is told about an error. A problem is told as it is, Fastify's own complaints about a
 * request by their status; infrastructure that is away is 503 with Retry-After; of anything else the
 * client learns only that it happened.
 */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (!(error instanceof Error)) return internal(error)
  const { validation, validationContext, code, statusCode } = error as Partial<FastifyError>
  if (validation !== undefined) return invalid(validation, validationContext)
  if (code === 'FST_ERR_HANDLER_TIMEOUT') return unavailable(error, 1)
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) return unavailable(error, retryAfter)
  if (code?.startsWith('FST_ERR_') && statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new HttpProblem({ status: statusCode, detail: error.message, cause: error })
  return internal(error)
}

function invalid(errors: readonly FastifySchemaValidationError[], context = 'body'): HttpProblem {
  const where = { body: 'body', params: 'path', querystring: 'query', headers: 'header' }[context] ?? context
  return new HttpProblem({
    status: 400,
    type: validationType,
    title: 'The request is not valid',
    detail:
      'The request does not match the schema of this operation. Correct what `errors` names; see /docs.',
    extensions: {
      errors: errors
        .slice(0, mostErrors)
        .map(error => ({ pointer: pointerTo(error), in: where, detail: describe(error) })),
    },
  })
}

/** JSON pointer as a URI fragment (RFC 6901, section 6), as far as the property that is missing or too many. */
function pointerTo({ instancePath, params }: FastifySchemaValidationError): string {
  const property = params.missingProperty ?? params.additionalProperty
  const last = typeof property === 'string' ? `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}` : ''
  return `#${encodeURI(instancePath + last)}`
}

function describe({ message = 'is not valid', params }: FastifySchemaValidationError): string {
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
