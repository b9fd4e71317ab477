import { isUtf8 } from 'node:buffer'
import plugin from 'fastify-plugin'
import { deepest, type JsonFault, jsonFault } from './json-fault.ts'
import { HttpProblem, invalidRequest } from './problem.ts'

/**
 * Reads bodies of `application/json`, and no others. JSON is UTF-8 (RFC 8259, section 8.1): a byte that is not is
 * refused, never replaced, so that two bodies are equal only if what was sent is. A byte order mark is skipped.
 * Beyond the grammar it takes what I-JSON (RFC 7493) allows, and noncharacters such as U+FFFF, which every store holds. Each refusal is a problem with its reason.
 */
export const jsonBodies = plugin(
  async app => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
      try {
        refuseEncoding(request.headers)
        done(null, parseJson(body as Buffer))
      } catch (error) {
        done(error as Error)
      }
    })
  },
  { name: 'json-bodies', fastify: '5.x' },
)

/**
 * The value of a JSON text.
 *
 * @throws HttpProblem 400 with the reason, and with a pointer where there is a place
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw unreadable('The body is empty. Send JSON, or no Content-Type for no body.')
  if (!isUtf8(bytes)) throw unreadable('The body is not UTF-8, as JSON must be. Nothing of it was read.')
  const decoded = bytes.toString('utf8')
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable('The body is not JSON: it breaks the grammar of RFC 8259.')
  }
  // Without escapes, UTF-8 has no half of a surrogate pair, and JSON no NUL. Names that were lost are missed.
  if (text.includes('\\u') || colons(text) !== members(value, 0)) {
    const fault = jsonFault(text)
    if (fault !== undefined) throw unfit(fault)
  }
  return value
}

/** How many colons there are: as many as members, or more if texts have some too. */
function colons(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count += 1
  return count
}

/** How many members a value has at all levels; -1 if it is to be looked at closely for its names or its depth. */
function members(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth === deepest) return -1
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) {
      const within = members(item, depth + 1)
      if (within === -1) return -1
      count += within
    }
    return count
  }
  for (const name in value) {
    if (name === '__proto__' || name === 'constructor') return -1
    const within = members((value as Record<string, unknown>)[name], depth + 1)
    if (within === -1) return -1
    count += 1 + within
  }
  return count
}

const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i

function refuseEncoding({
  'content-type': type = '',
  'content-encoding': encoding,
}: {
  readonly 'content-type'?: string | undefined
  readonly 'content-encoding'?: string | undefined
}): void {
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new HttpProblem({
      status: 415,
      detail: 'The body is compressed or encoded. Send application/json without Content-Encoding.',
      headers: { 'accept-encoding': 'identity' },
    })
  }
  const [, named = 'utf-8'] = type.includes(';') ? (charset.exec(type) ?? []) : []
  if (!/^(utf-?8|us-ascii)$/i.test(named))
    throw new HttpProblem({
      status: 415,
      detail: 'JSON is read as UTF-8, and in no other charset: send application/json; charset=utf-8.',
    })
}

const unreadable = (detail: string) => new HttpProblem({ status: 400, detail })

const unfit = ({ pointer, detail }: JsonFault) => invalidRequest([{ pointer, in: 'body', detail }])
