import plugin from 'fastify-plugin'
import { HttpProblem } from './problem.ts'

/**
 * Headers that a request has once or not at all. Of some Node keeps the first line and drops the others, of the rest it
 * makes one text with commas: either way a second line would be taken for something that nobody sent. By the length of the
 * name, so that most headers are passed over without a look at them.
 */
const singles: Readonly<Record<number, string>> = {
  4: 'host', // 400 by RFC 9112, section 3.2
  12: 'content-type',
  13: 'authorization',
  15: 'idempotency-key',
}

/** The first of these headers that stands on more than one line; `raw` is names and values in turn. */
function repeatedHeader(raw: readonly string[]): string | undefined {
  let seen = 0
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    const single = singles[name.length]
    if (single === undefined || name.toLowerCase() !== single) continue
    const bit = 1 << name.length
    if ((seen & bit) !== 0) return single
    seen |= bit
  }
  return undefined
}

/** Answers 400 to a request that says twice what can be said once. Register it before what reads headers. */
export const singleHeaders = plugin(
  async app => {
    app.addHook('onRequest', ({ raw }, _reply, done) => {
      const repeated = repeatedHeader(raw.rawHeaders)
      if (repeated === undefined) return done()
      const detail = `The header ${repeated} stands on more than one line. Send it once.`
      throw new HttpProblem({ status: 400, detail })
    })
  },
  { name: 'single-headers', fastify: '5.x' },
)
