import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { shownPath } from './shown-path.ts'

/** Routes that are called every few seconds and say nothing new. */
const notLogged = /^\/(health|metrics|docs)(\/|$)/

/** Whether a path is one of those: its requests are neither logged, unless for debugging, nor traced. */
export const isNotLogged = (path: string): boolean => notLogged.test(path)

/**
 * One line per request, when it is answered, with the correlation id of the request's own logger.
 * Errors are logged where they become problems. Of what a client may write nothing is in it: no query, no header, and of the
 * path what `shownPath` has.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' })
  }

  override incomingRequest(): void {}
  override routeNotFound(): void {}
  override defaultErrorLog(): void {}

  override requestCompleted(
    err: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const path = request.url.split('?', 1)[0] ?? ''
    const { method } = request
    const line = {
      method,
      path: shownPath(request),
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (err) request.log.warn({ ...line, err }, 'response not delivered')
    else if (isNotLogged(path)) request.log.debug(line, 'request answered')
    else request.log.info(line, 'request answered')
  }
}
