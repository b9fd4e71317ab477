import plugin from 'fastify-plugin'
import { HttpProblem } from './problem.ts'

/**
 * What `app.close()` does to clients: running requests are finished and their connections closed with
 * them, new requests get 503, and when nothing runs any more whatever connection is left is cut. Without
 * it, a client that keeps its connection open holds up the stop for as long as the keep-alive timeout.
 */
export const closing = plugin(
  async app => {
    let stopping = false
    let running = 0
    const cutIfIdle = () => {
      if (stopping && running === 0) app.server.closeAllConnections()
    }
    app.server.on('request', (_request, response) => {
      running += 1
      response.once('close', () => {
        running -= 1
        cutIfIdle()
      })
    })
    app.addHook('preClose', async () => {
      stopping = true
      setImmediate(cutIfIdle) // when the server no longer listens
    })
    app.addHook('onRequest', (_request, _reply, done) => {
      if (!stopping) return done()
      throw new HttpProblem({
        status: 503,
        detail: 'This process is stopping. Send the request again.',
        headers: { 'retry-after': '1' },
      })
    })
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (stopping) reply.header('connection', 'close')
      done(null, payload)
    })
  },
  { name: 'closing', fastify: '5.x' },
)
