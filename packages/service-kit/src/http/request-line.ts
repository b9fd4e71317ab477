import plugin from 'fastify-plugin'
import { HttpProblem } from './problem.ts'

/**
 * Refuses with a problem what HTTP forbids in a request's head, and what would otherwise be guessed at or answered by
 * Node itself, without a body: no Host (RFC 9112, section 3.2), an expectation that nobody knows (RFC 9110, section
 * 10.1.1), a target of other characters than ASCII, and percent-encoding in a query that is no UTF-8 (RFC 3986,
 * section 2.5), and NUL. Paths that cannot be decoded are Fastify's to refuse.
 */
export const requestLine = plugin(
  async app => {
    // Without a listener Node answers 417 itself.
    app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
    app.addHook('onRequest', ({ raw: { url = '', headers, httpVersion } }, _reply, done) => {
      if (headers.host === undefined && httpVersion === '1.1') throw refused(400, 'Send the header Host.')
      if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue')
        throw refused(417, 'No expectation is known here but 100-continue.')
      if (foreign.test(url)) throw refused(400, 'Percent-encode, as UTF-8, what is not ASCII in a URL.')
      if (url.includes('%00')) throw refused(400, 'NUL has no place in a URL.')
      const query = url.indexOf('?')
      if (query !== -1 && url.indexOf('%', query) !== -1 && !decodable(url.slice(query)))
        throw refused(400, 'The percent-encoding of the query is not that of UTF-8.')
      done()
    })
  },
  { name: 'request-line', fastify: '5.x' },
)

const foreign = /[^\u0021-\u007e]/

const refused = (status: number, detail: string) => new HttpProblem({ status, detail })

function decodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
