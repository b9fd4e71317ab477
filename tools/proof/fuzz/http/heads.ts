import type { Dice } from '../../conformance/fuzz/dice.ts'
import type { HttpCase } from './case.ts'

const uuid = '018f3a3e-7d5c-7000-8000-00000000000'

/** Headers that mean something here, or to those between, with values right and wrong. */
const headers: readonly [(dice: Dice) => string, ...((dice: Dice) => string)[]] = [
  dice =>
    `Idempotency-Key: ${dice.pick(['a', 'b', '', ' ', 'é', 'k'.repeat(dice.int(190, 210)), `${uuid}1`, 'a\tb'])}`,
  dice => `X-Correlation-Id: ${dice.pick([`${uuid}2`, 'other', `${uuid}3, ${uuid}4`, ''])}`,
  dice =>
    `Traceparent: ${dice.pick(['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '00-0-0-0', 'ff', ''])}`,
  dice => `Tracestate: ${dice.pick(['a=b', '=', `${'a=b,'.repeat(40)}c=d`, 'é'])}`,
  dice => `If-None-Match: ${dice.pick(['*', '"a"', 'W/"a"', '"', ''])}`,
  dice => `Accept: ${dice.pick(['*/*', 'text/event-stream', 'application/json', ';', 'a/b;q=9'])}`,
  dice => `Accept-Encoding: ${dice.pick(['gzip', 'identity;q=0', '*'])}`,
  dice => `Origin: ${dice.pick(['http://elsewhere.example', 'null', 'é', 'http://127.0.0.1'])}`,
  dice => `Sec-Fetch-Site: ${dice.pick(['cross-site', 'same-origin', 'other'])}`,
  dice => `Access-Control-Request-Method: ${dice.pick(['POST', 'FOO', ''])}`,
  dice => `Expect: ${dice.pick(['100-continue', 'other', '100-CONTINUE'])}`,
  dice => `Content-Encoding: ${dice.pick(['gzip', 'identity', 'br'])}`,
  dice => `Upgrade: ${dice.pick(['websocket', 'h2c'])}\r\nConnection: Upgrade`,
  dice => `Last-Event-Id: ${dice.pick(['1', '-1', `${uuid}5`, 'é', '9'.repeat(40)])}`,
  dice => `Range: bytes=${dice.pick(['0-1', '-', '9-1', '0-1,2-3'])}`,
  dice => `Cookie: ${'a=b; '.repeat(dice.int(1, 200))}`,
  dice => `X-Operator: ${dice.pick(['someone', '', 'o'.repeat(300), 'é'])}`,
  dice => `X-${'a'.repeat(dice.int(1, 300))}: ${'b'.repeat(dice.int(0, 3_000))}`,
  dice => Array.from({ length: dice.int(2, 150) }, (_, n) => `X-${n}: ${n}`).join('\r\n'),
  dice => `X-Large: ${'c'.repeat(dice.int(15_000, 18_000))}`,
  dice => `Range-${dice.pick(['\u0001', 'a b', ':', 'é'])}: a`,
  () => ' folded',
  () => 'no colon',
  () => 'Host: other',
]

const authorization = (dice: Dice): string =>
  dice.pick([
    'Bearer {customer}',
    'Bearer {operator}x',
    'bearer {operator}',
    'Bearer  {operator}',
    'Bearer',
    'Bearer ',
    'Basic b3BlcmF0b3I6',
    'Bearer a.b.c',
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcGVyYXRvciJ9.',
    'Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6ImEifQ.e30.e30',
    `Bearer ${'a'.repeat(dice.int(1_000, 9_000))}`,
    `Bearer ${'.'.repeat(dice.int(1, 300))}`,
    'Bearer é',
    'Bearer {operator}, Bearer {customer}',
    '{operator}',
  ])

const mediaTypes = [
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'application/json;',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=a',
  'application/cloudevents+json',
  'json',
  '',
  `application/json; a=${'b'.repeat(1_000)}`,
] as const

/** The headers for a body, or for none, and the body as they frame it. */
export function headerLines(body: string | undefined, dice: Dice) {
  const lines = ['Host: here', 'Connection: close']
  if (dice.once(40)) lines.splice(dice.int(0, 1), 1)
  if (!dice.once(30)) lines.push(`Authorization: ${dice.once(6) ? authorization(dice) : 'Bearer {operator}'}`)
  if (dice.once(60)) lines.push('Authorization: Bearer {operator}')
  for (let more = dice.pick([0, 0, 0, 1, 2, 3]); more > 0; more--)
    lines.push(...dice.pick(headers)(dice).split('\r\n'))
  if (body === undefined) return { lines, framed: '', whole: isWhole(lines) }
  if (!dice.once(20)) lines.push(`Content-Type: ${dice.once(8) ? dice.pick(mediaTypes) : 'application/json'}`)
  const length = `Content-Length: ${body.length}`
  switch (dice.int(0, 20)) {
    case 0: {
      lines.push('Transfer-Encoding: chunked')
      const at = dice.int(0, body.length)
      const chunks = [body.slice(0, at), body.slice(at)].filter(chunk => chunk !== '')
      const framed = chunks.map(chunk => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
      return { lines, framed: `${framed}0\r\n\r\n`, whole: isWhole(lines) }
    }
    case 1: {
      const wrong = [
        `Content-Length: ${body.length + dice.int(1, 5)}`,
        'Content-Length: 1',
        'Content-Length: -1',
        'Content-Length: 99999999999999999999',
        `${length}, ${body.length}`,
        'Transfer-Encoding: gzip',
        'Transfer-Encoding: chunked, identity',
      ] as const
      lines.push(dice.pick(wrong))
      if (dice.once(3)) lines.push(length)
      return { lines, framed: body, whole: false }
    }
    default:
      lines.push(length)
      return { lines, framed: body, whole: isWhole(lines) }
  }
}

/** Lines that are no headers may end the connection; what is none of bytes from the space on is none. */
const isWhole = (lines: readonly string[]): boolean =>
  lines.every(line => /^[A-Za-z0-9-]+: ?[\t -\u00ff]*$/.test(line))

/** Breaks the HTTP itself. */
export function injure(one: HttpCase, dice: Dice): HttpCase {
  const broken = { ...one, whole: false }
  const { lines, body } = broken
  const at = dice.int(0, lines.length - 1)
  const line = lines[at] as string
  switch (dice.int(0, 5)) {
    case 0:
      return { ...broken, lines: lines.toSpliced(at, 1) }
    case 1:
      return { ...broken, lines: lines.with(at, line.slice(0, dice.int(0, line.length))) }
    case 2: {
      const place = dice.int(0, line.length)
      const odd = dice.pick(['\u0000', '\r', '\n', ' ', '\u007f', '\u00ff', ':', '\t', '\u0001'])
      return { ...broken, lines: lines.with(at, line.slice(0, place) + odd + line.slice(place)) }
    }
    case 3:
      return { ...broken, end: dice.pick(['\n', '\r', '\r\n ', '\r\r\n']) }
    case 4:
      return { ...broken, body: body.slice(0, dice.int(0, body.length)) }
    default:
      return {
        ...broken,
        body: `${body}${dice.pick(['GET / HTTP/1.1\r\nHost: here\r\n\r\n', '\r\n', 'junk', '0\r\n\r\n'])}`,
      }
  }
}
