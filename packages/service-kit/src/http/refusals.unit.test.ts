import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

let app: HttpApp
let port: number
let lines: Record<string, unknown>[]

beforeAll(async () => {
  const built = await fixtureApp()
  app = built.app
  lines = built.lines
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterAll(() => app.close())

/** What comes back over a connection of its own for these bytes. */
async function exchange(sent: string | Buffer) {
  const socket = connect(port, '127.0.0.1')
  socket.write(sent)
  const answer = await text(socket)
  const [head = '', ...body] = answer.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') }
}

const request = (line: string, headers = '') =>
  Buffer.from(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`, 'latin1')

const posted = (
  body: string | Buffer,
  headers = 'Content-Type: application/json\r\n',
  method = 'POST',
  path = '/orders',
) =>
  Buffer.concat([
    request(`${method} ${path}`, `${headers}Content-Length: ${Buffer.from(body as string).length}\r\n`),
    Buffer.from(body as string),
  ])

const order = (more = '') => `{"customerId":"c","items":[{"productId":"p","quantity":1}]${more}}`
const json = 'Content-Type: application/json\r\n'

describe('each refusal is a problem document that is valid JSON', () => {
  test.each([
    ['NUL in a path', 400, request('GET /orders/a%00b')],
    ['a control character in a path', 400, request('GET /orders/a%0ab')],
    ['a C1 control character in a path', 400, request('GET /orders/%c2%85')],
    ['a broken escape in a path', 400, request('GET /orders/%zz')],
    ['a byte that is no UTF-8 in a path', 400, request('GET /orders/%ff')],
    ['an overlong NUL in a path', 400, request('GET /orders/%c0%80')],
    ['half of a surrogate pair in a path', 400, request('GET /orders/%ed%a0%80')],
    ['raw bytes beyond ASCII in a path', 400, request('GET /orders/\u00c3\u00a9')],
    ['an id of 101 characters', 400, request(`GET /orders/${'x'.repeat(101)}`)],
    ['NUL in a query', 400, request('GET /orders?customer=a%00b')],
    ['a byte that is no UTF-8 in a query', 400, request('GET /orders?customer=%ff')],
    ['a broken escape in a query', 400, request('GET /orders?limit=7&other=%')],
    ['the same, where nothing reads the query', 400, request('GET /seen?%c0%80')],
    ['raw bytes beyond ASCII in a query', 400, request('GET /orders?customer=\u00e9')],
    ['NUL where no schema is', 400, request('GET /docs/static/%00')],
    ['a range beyond the end', 416, request('GET /docs/static/swagger-ui.css', 'Range: bytes=99999999-\r\n')],
    ['a condition that fails', 412, request('GET /docs/static/swagger-ui.css', 'If-Match: "x"\r\n')],
    ['a parameter twice', 400, request('GET /orders?customer=a&customer=b')],
    ['no Host', 400, 'GET /seen HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an unknown expectation', 417, request('GET /seen', 'Expect: tea\r\n')],
    ['a path that nobody serves', 404, request('GET /nowhere%20at"all')],
    ['another method', 405, request('DELETE /orders')],
    ['a method that no path takes', 405, request('PROPFIND /orders')],
    [
      'another method, with a body that cannot be read',
      405,
      posted('{', 'Content-Type: text/plain\r\n', 'PUT'),
    ],
    ['a method that Node and Fastify know of late', 405, request('QUERY /orders')],
    ['a body to a path that nobody serves', 404, posted('{', 'Content-Type: text/plain\r\n', 'POST', '/no')],
    ['a method to a path that nobody serves', 404, request('DELETE /nowhere')],
    ['a file that is not there', 404, request('GET /docs/static/nothing.css')],
    ['a target of another form', 404, request('OPTIONS *')],
    ['a query of a route that takes none', 400, request('GET /seen?limit=1')],
    ['a parameter that the route does not know', 400, request('GET /orders?limt=1')],
    ['what a page of another origin sends', 403, request('POST /orders', 'Origin: http://evil.example\r\n')],
    ['a parameter of 501 characters', 414, request(`GET /orders/${'x'.repeat(501)}`)],
    ['headers that are too large', 431, request('GET /seen', `X-Long: ${'x'.repeat(20_000)}\r\n`)],
    ['two lengths', 400, request('POST /orders', `${json}Content-Length: 1\r\nContent-Length: 2\r\n`)],
    ['a header of broken form', 400, request('GET /seen', 'X-NUL: a\0b\r\n')],
    ['a body that is too large', 413, posted(order(`,"x":"${'x'.repeat(2_000)}"`))],
    ['a body of another type', 415, posted(order(), 'Content-Type: application/x-www-form-urlencoded\r\n')],
    ['a body without a type', 415, posted(order(), '')],
    ['JSON in UTF-16', 415, posted(order(), 'Content-Type: application/json; charset="UTF-16"\r\n')],
    ['JSON that is compressed', 415, posted(order(), `${json}Content-Encoding: gzip\r\n`)],
    ['an empty body', 400, posted('')],
    ['null', 400, posted('null')],
    ['a list', 400, posted('[]')],
    ['a number that is none', 400, posted(order().replace('"quantity":1', '"quantity":1e400'))],
    ['a name with half of a surrogate pair', 400, posted(order(',"\\ud800":1'))],
    ['a name that JSON pointers and URIs escape', 400, posted(order(',"a b/~%#?\\"\\\\<>^`{|}[]é🙂":1'))],
    ['an id with half of a surrogate pair', 400, posted(order().replace('"c"', '"\\ud800"'))],
    ['an id with a control character', 400, posted(order().replace('"c"', '"\\u001b"'))],
    ['an id that is not UTF-8', 400, posted(Buffer.from(order().replace('"c"', '"\u00e9"'), 'latin1'))],
  ] as const)('%s: %i', async (_, status, sent) => {
    const answer = await exchange(sent)
    expect([answer.status, answer.head]).toEqual([
      status,
      expect.stringMatching(/content-type: application\/problem\+json/i),
    ])
    expect(answer.head).toMatch(/^x-content-type-options: nosniff\r?$/im)
    expect(answer.head).toMatch(/^cache-control: no-store\r?$/im)
    expect(JSON.parse(answer.body)).toMatchObject({ status, instance: expect.stringMatching(/^urn:uuid:/) })
    expect(answer.body).not.toMatch(/\\ud[89a-f]/i)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    if (status === 415) {
      expect(answer.head).toMatch(/^accept-post: application\/json\r?$/im)
      expect(JSON.parse(answer.body).detail).toContain('application/json')
    }
    const errors: { pointer: string }[] = JSON.parse(answer.body).errors ?? []
    for (const { pointer } of errors) expect(pointer).toMatch(/^#(\/|(%[0-9A-F]{2}|[\w.~!$&'()*+,;=:@?-]))*$/)
  })
})

test('a text that is empty is told that alone', async () => {
  const { errors } = (await app.inject('/orders?customer=')).json()
  expect(errors).toEqual([
    { pointer: '#/customer', in: 'query', detail: 'must NOT have fewer than 1 characters' },
  ])
})

test('a pointer leads to a name, whatever characters it has', async () => {
  const name = ' "#%?/~\\<>^`{|}[]é🙂\u2028\ufffe'
  const payload = { customerId: 'c', items: [{ productId: 'p', quantity: 1, [name]: 1 }] }
  const { errors } = (await app.inject({ method: 'POST', url: '/orders', payload })).json()
  const [, items, index, last] = decodeURIComponent(errors[0].pointer.slice(1)).split('/')
  expect([items, index, last?.replaceAll('~1', '/').replaceAll('~0', '~')]).toEqual(['items', '0', name])
})

test('letters of all scripts are taken in a path, a query and a body', async () => {
  const name = 'Zoë 🙂 שלום \u3000\ufffe +&%/?#'
  const { orderId } = (await app.inject(`/orders/${encodeURIComponent(name)}`)).json()
  const { customer } = (await app.inject(`/orders?customer=${encodeURIComponent(name)}`)).json()
  const payload = { customerId: name, items: [{ productId: 'p', quantity: 1 }] }
  const placed = (await app.inject({ method: 'POST', url: '/orders', payload })).json()
  expect([orderId, customer, placed.orderId]).toEqual([name, name, `${name}-1`])
  const longest = '🙂'.repeat(100)
  expect((await app.inject(`/orders/${encodeURIComponent(longest)}`)).json()).toEqual({ orderId: longest })
})

test.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/json; v=1'])(
  '%s is read',
  async type => {
    const headers = { 'content-type': type }
    const { statusCode } = await app.inject({ method: 'POST', url: '/orders', headers, payload: order() })
    expect(statusCode).toBe(202)
  },
)
