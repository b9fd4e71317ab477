import plugin from 'fastify-plugin'

/**
 * What every answer says unless its route says otherwise: no cache keeps it, as most are about somebody, and no browser
 * takes it for another type than it is given as.
 */
export const safeHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

/** Puts `safeHeaders` on every answer. Register it before what refuses. */
export const safeAnswers = plugin(
  async app => {
    app.addHook('onRequest', (_request, reply, done) => {
      reply.headers(safeHeaders)
      done()
    })
  },
  { name: 'safe-answers', fastify: '5.x' },
)
