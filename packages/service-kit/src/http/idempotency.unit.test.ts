import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { json } from 'node:stream/consumers'
import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestIssuer } from '../test-kit/issuer.ts'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

let app: HttpApp | undefined
afterEach(() => app?.close())

const issuer = await createTestIssuer()
const authorizations = {
  customer: `Bearer ${await issuer.token('ada', 'orders')}`,
  operator: `Bearer ${await issuer.token('ada', 'orders:write')}`,
  other: `Bearer ${await issuer.token('bob', 'orders')}`,
}

/** An app that says by what it knows a request. */
async function build(): Promise<HttpApp> {
  const { JWT_ISSUER, JWT_JWKS } = issuer.env
  ;({ app } = await fixtureApp({ config: { AUTHENTICATION: 'on', JWT_ISSUER, JWT_JWKS } }))
  const body = Type.Object({ customerId: Type.String(), currency: Type.String({ default: 'EUR' }) })
  const config = { access: { scope: 'orders:write', own: 'orders' } }
  app.post('/known', { config, schema: { body } }, async ({ commandKey = null }) => ({ commandKey }))
  return app
}

/** Header lines as they are, over a socket: what makes requests for tests joins them. */
async function post(
  server: HttpApp,
  path: string,
  headers: readonly string[],
  body = '{"customerId":"c-1"}',
) {
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const token = ['authorization', authorizations.customer]
  const lines = ['host', `127.0.0.1:${port}`, 'content-type', 'application/json', ...token, ...headers]
  const sent = httpRequest({ port, host: '127.0.0.1', path, method: 'POST', headers: lines as never })
  sent.end(body)
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, body: (await json(response)) as Record<string, unknown> }
}

describe('a request that changes something', () => {
  it('is known by caller, key and what it asks for; a default that is said is none', async () => {
    const server = await build()
    const known = async (payload: object, who: keyof typeof authorizations = 'customer') => {
      const headers = { 'idempotency-key': 'k', authorization: authorizations[who] }
      return (await server.inject({ method: 'POST', url: '/known', payload, headers })).json()
    }
    const first = await known({ customerId: 'c-1' })
    expect(first.commandKey.before).toMatchObject({ caller: 'customer/ada', key: 'k' })
    expect(await known({ currency: 'EUR', customerId: 'c-1' })).toEqual(first)
    const [other, operator] = [
      await known({ customerId: 'c-1' }, 'other'),
      await known({ customerId: 'c-1' }, 'operator'),
    ]
    expect(other.commandKey.before.caller).toBe('customer/bob')
    expect(operator.commandKey.before.caller).toBe('operator/ada')
    const kept = [first, other, operator].map(({ commandKey: { before, ...kept } }) => kept)
    expect(new Set(kept.map(({ key }) => key)).size).toBe(3)
    expect(kept.map(({ caller }) => caller)).toEqual(['sha256', 'sha256', 'sha256'])
  })

  it('is kept as digests of which none can be guessed without its key', async () => {
    const server = await build()
    const known = async (key: string) => {
      const headers = { 'idempotency-key': key, authorization: authorizations.customer }
      const payload = { customerId: 'c-1' }
      const { commandKey } = (await server.inject({ method: 'POST', url: '/known', payload, headers })).json()
      const { before, ...kept } = commandKey
      return [before, kept]
    }
    const [[before, one], [beforeAnother, another]] = [await known('one'), await known('two')]
    expect(beforeAnother.fingerprint).toBe(before.fingerprint)
    expect(another.fingerprint).not.toBe(one.fingerprint)
    for (const text of ['ada', 'one', before.fingerprint]) expect(JSON.stringify(one)).not.toContain(text)
  })

  it('needs no key', async () => {
    const server = await build()
    const headers = { authorization: authorizations.customer }
    const answer = await server.inject({
      method: 'POST',
      url: '/known',
      payload: { customerId: 'c-1' },
      headers,
    })
    expect(answer.json()).toEqual({ commandKey: null })
  })

  it.each([
    ['an empty one', ['idempotency-key', '']],
    ['one of spaces', ['idempotency-key', '  ']],
    ['one that is too long', ['idempotency-key', 'k'.repeat(201)]],
    ['one that is not ASCII', ['idempotency-key', 'k\u00e9y']],
    ['one with a tab in it', ['idempotency-key', 'k\ty']],
    ['two', ['idempotency-key', 'a', 'idempotency-key', 'b']],
    ['the same one twice', ['Idempotency-Key', 'a', 'idempotency-KEY', 'a']],
    ['one that is empty beside one that is not', ['idempotency-key', 'a', 'Idempotency-Key', '']],
  ])('is refused with %s', async (_, headers) => {
    expect(await post(await build(), '/known', headers)).toMatchObject({ status: 400, body: { status: 400 } })
  })

  it('may have a comma in its key', async () => {
    const { status, body } = await post(await build(), '/known', ['idempotency-key', 'a, b'])
    expect({ status, body }).toMatchObject({ status: 200, body: { commandKey: { before: { key: 'a, b' } } } })
  })

  it.each(['content-type', 'authorization', 'host'])('is refused with %s twice', async name => {
    const twice = name === 'content-type' || name === 'host' ? [name, 'text/html'] : [name, 'a', name, 'b']
    const answer = await post(await build(), '/known', twice)
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(name) } })
  })
})

describe('a route', () => {
  it('says in OpenAPI that it takes one, and answers 409 to one that is used', async () => {
    const server = await build()
    const { paths } = (await server.inject('/docs/json')).json()
    expect(paths['/orders'].post.parameters).toMatchObject([
      { in: 'header', name: 'idempotency-key', required: false, schema: { maxLength: 200 } },
    ])
    expect(Object.keys(paths['/orders'].post.responses)).toEqual(expect.arrayContaining(['400', '409']))
    expect(paths['/orders'].get.parameters).not.toContainEqual(
      expect.objectContaining({ name: 'idempotency-key' }),
    )
  })
})
