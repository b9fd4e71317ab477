/** An answer of a server, as far as it has come. */
export interface Answer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly complete: boolean
  /** What has come behind it. */
  readonly rest: string
}

/** Reads the first answer out of bytes, each a character; undefined as long as its head is not there. Interim ones are passed over. */
export function answerIn(bytes: string, isHead: boolean): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [line = '', ...fields] = bytes.slice(0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line)?.[1])
  const rest = bytes.slice(end + 4)
  if (status >= 100 && status < 200 && status !== 101) return answerIn(rest, isHead)
  const headers = Object.fromEntries(
    fields.map(field => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const head = { status, headers }
  if (isHead || status === 204 || status === 304) return { ...head, body: '', complete: true, rest }
  if (headers['transfer-encoding'] === 'chunked') return { ...head, ...chunked(rest) }
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
  return { ...head, body: rest.slice(0, length), complete: rest.length >= length, rest: rest.slice(length) }
}

function chunked(bytes: string): Pick<Answer, 'body' | 'complete' | 'rest'> {
  let body = ''
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.slice(at, end), 16)
    if (end < 0 || !(end + 4 + length <= bytes.length)) return { body, complete: false, rest: '' }
    body += bytes.slice(end + 2, end + 2 + length)
    at = end + 4 + length
    if (length === 0) return { body, complete: true, rest: bytes.slice(at) }
  }
}
