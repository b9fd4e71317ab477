import plugin from 'fastify-plugin'
import { ServiceError } from '../errors.ts'

export interface TimeLimitOptions {
  /** From the arrival of a request's head until it is answered. */
  readonly milliseconds: number
}

/**
 * Answers 503 to a request that is not answered in time; what its handler does may still happen. An answer that has
 * begun and does not end is cut, one whose route took over the connection is left alone. Fastify's `handlerTimeout`
 * says the same, and makes an AbortSignal and a DOMException for every request that ends well.
 */
export const timeLimit = plugin<TimeLimitOptions>(
  async (app, { milliseconds }) => {
    app.addHook('onRequest', (_request, reply, done) => {
      const timer = setTimeout(() => {
        if (reply.sent) return
        const error = new ServiceError('HANDLER_TIMEOUT', `No answer within ${milliseconds} ms.`)
        if (reply.raw.headersSent) reply.raw.destroy(error)
        else reply.send(error)
      }, milliseconds)
      reply.raw.once('close', () => clearTimeout(timer))
      done()
    })
  },
  { name: 'time-limit', fastify: '5.x' },
)
