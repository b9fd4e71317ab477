import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestIssuer, type TestIssuer } from '../test-kit/issuer.ts'
import { isFor, mustBeFor } from './access.ts'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

const closing: { close(): unknown }[] = []
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(closing.splice(0).map(one => one.close()))
})

/** An app whose tokens this issuer writes, with a route of each kind. */
async function build(
  { env: { JWT_ISSUER, JWT_JWKS } }: TestIssuer,
  config: NonNullable<Parameters<typeof fixtureApp>[0]>['config'] = {},
): Promise<HttpApp> {
  const { app } = await fixtureApp({ config: { AUTHENTICATION: 'on', JWT_ISSUER, JWT_JWKS, ...config } })
  closing.push(app)
  const seen = async ({ principal: { subject }, onlyOf }: FastifyRequest) => ({
    subject,
    onlyOf: onlyOf ?? null,
  })
  app.get('/public', { config: { access: 'public' } }, seen)
  app.get('/stock', { config: { access: { scope: ['stock:read', 'orders'] } } }, seen)
  app.get('/mine', { config: { access: { scope: 'orders:read', own: 'orders' } } }, seen)
  return app
}

const ask = async (app: HttpApp, url: string, token?: string) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { statusCode: status, headers: answered, body } = await app.inject({ url, headers })
  return {
    status,
    challenge: answered['www-authenticate'],
    retryAfter: answered['retry-after'],
    body: JSON.parse(body),
  }
}

const issuer = await createTestIssuer()
const seconds = () => Math.floor(Date.now() / 1_000)

describe('who is let in', () => {
  it.each([
    ['whoever asks for what is public', '/public', undefined, 'anyone', null],
    ['an operator', '/mine', 'orders:read', 'ada', null],
    ['a customer, to what is theirs', '/mine', 'orders', 'ada', 'ada'],
    ['whoever has one of several scopes', '/stock', 'other orders', 'ada', null],
  ] as const)('%s', async (_, url, scope, subject, onlyOf) => {
    const app = await build(issuer)
    const token = scope && (await issuer.token('ada', scope))
    for (const _time of ['first', 'again'])
      expect(await ask(app, url, token)).toMatchObject({ status: 200, body: { subject, onlyOf } })
  })

  it.each(['ES256', 'EdDSA', 'RS256', 'PS256'])('tokens signed with %s', async alg => {
    const other = await createTestIssuer({ alg })
    expect((await ask(await build(other), '/mine', await other.token('ada', 'orders'))).status).toBe(200)
  })

  it.each(['at+jwt', 'application/at+jwt', 'JWT'])('tokens of the type %s', async typ => {
    const token = await issuer.token('ada', 'orders', {}, { typ })
    expect((await ask(await build(issuer), '/mine', token)).status).toBe(200)
  })

  it('a token half a minute past its time: clocks differ', async () => {
    const token = await issuer.token('ada', 'orders', { exp: seconds() - 15 })
    expect((await ask(await build(issuer), '/mine', token)).status).toBe(200)
  })
})

const secret = new TextEncoder().encode('a secret that both sides would know')
const stranger = await createTestIssuer()
const usual = { iss: 'https://issuer.test', aud: 'orderflow', sub: 'ada', scope: 'orders' }
const refused: Readonly<Record<string, () => string | Promise<string>>> = {
  'has expired': () => issuer.token('ada', 'orders', { exp: seconds() - 31 }),
  'is not valid yet': () => issuer.token('ada', 'orders', { nbf: seconds() + 60 }),
  'is of another issuer': () => issuer.token('ada', 'orders', { iss: 'https://other.test' }),
  'is meant for another audience': () => issuer.token('ada', 'orders', { aud: 'elsewhere' }),
  'does not say when it expires': () => issuer.token('ada', 'orders', { exp: undefined as never }),
  'does not say whose it is': () => issuer.token('', 'orders'),
  'has scopes that are no text': () => issuer.token('ada', ['orders'] as never),
  'is not of the type at+jwt or JWT': () => issuer.token('ada', 'orders', {}, { typ: 'secevent+jwt' }),
  'is not signed by its issuer': () => stranger.token('ada', 'orders'),
  'is signed in a way that is not taken': () =>
    new SignJWT(usual).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setExpirationTime('1h').sign(secret),
  'cannot be read': () => 'not-a-token',
}

describe('a token that', () => {
  it.each(Object.keys(refused))('%s is refused with 401', async why => {
    const app = await build(issuer)
    const answer = await ask(app, '/mine', await refused[why]?.())
    expect(answer).toMatchObject({
      status: 401,
      challenge: `Bearer error="invalid_token", error_description="The token ${why}"`,
      body: { status: 401, detail: `The token ${why}. Get a new one from the issuer.` },
    })
  })

  it('is not signed at all is refused', async () => {
    const token = new UnsecuredJWT(usual).setExpirationTime('1h').encode()
    expect((await ask(await build(issuer), '/mine', token)).status).toBe(401)
  })

  it('was taken is refused once it has expired', async () => {
    const app = await build(issuer)
    vi.useFakeTimers({ toFake: ['Date'] })
    const token = await issuer.token('ada', 'orders', { exp: seconds() })
    // Clocks may differ by 30 s.
    for (const [passed, status] of [
      [29, 200],
      [2, 401],
    ] as const) {
      vi.setSystemTime(Date.now() + passed * 1_000)
      expect((await ask(app, '/mine', token)).status).toBe(status)
    }
  })
})

describe('who is refused', () => {
  it('who has no token, with the name of whoever gives one', async () => {
    const { status, challenge, body } = await ask(await build(issuer), '/mine')
    expect([status, challenge]).toEqual([401, 'Bearer'])
    expect(body.detail).toContain('https://issuer.test')
  })

  it('who has too little scope, with the name of the scope', async () => {
    const { status, challenge } = await ask(
      await build(issuer),
      '/stock',
      await issuer.token('ada', 'dlq:read'),
    )
    expect([status, challenge]).toEqual([403, 'Bearer error="insufficient_scope", scope="stock:read"'])
  })

  it('but not who asks for what is not there', async () => {
    expect((await ask(await build(issuer), '/nowhere')).status).toBe(404)
  })

  it('who asks too often, before it is looked at what for; each is counted for themselves', async () => {
    const app = await build(issuer, { RATE_LIMIT_PER_SECOND: 2 })
    const [ada, bob] = await Promise.all(['ada', 'bob'].map(who => issuer.token(who, 'dlq:read')))
    const statuses = async (token?: string) => {
      const answers = []
      for (let i = 0; i < 3; i += 1) answers.push((await ask(app, '/stock', token)).status)
      return answers
    }
    expect(await statuses(ada)).toEqual([403, 403, 429])
    expect(await statuses(bob)).toEqual([403, 403, 429])
    expect(await statuses()).toEqual([401, 401, 429])
  })
})

describe("what is somebody's", () => {
  it.each([
    ['whoever acts for all', undefined, true],
    ['its owner', 'ada', true],
    ['somebody else', 'bob', false],
  ] as const)('is for %s: %s, %s', (_, onlyOf, may) => {
    expect(isFor('ada', { onlyOf })).toBe(may)
    const asking = expect(() => mustBeFor('ada', { onlyOf }))
    if (may) asking.not.toThrow()
    else asking.toThrow(expect.objectContaining({ status: 403 }))
  })
})

describe('a route that does not say who may use it', () => {
  it.each(['on', 'off'] as const)('is not registered, with authentication %s', async AUTHENTICATION => {
    const app = await build(issuer, { AUTHENTICATION })
    expect(() => app.get('/open', async () => ({}))).toThrow(
      /ROUTE_WITHOUT_ACCESS|does not say who may use it/,
    )
  })
})

it('without an issuer no app is made', async () => {
  await expect(fixtureApp({ config: { AUTHENTICATION: 'on' } })).rejects.toMatchObject({
    code: 'ISSUER_MISSING',
  })
  await expect(
    fixtureApp({ config: { AUTHENTICATION: 'on', JWT_ISSUER: 'https://x', JWT_JWKS: '{}' } }),
  ).rejects.toMatchObject({ code: 'JWKS_INVALID' })
})

describe('keys that are fetched', () => {
  /** An issuer with an address, which counts how often it is asked for its keys. */
  async function serving() {
    let asked = 0
    const state = {
      away: false,
      issuer: undefined as unknown as TestIssuer,
      jwks: { keys: [] as readonly object[] },
    }
    const server = createServer((request, response) => {
      if (state.away) return void response.writeHead(500).end()
      const isKeys = request.url === '/keys'
      asked += Number(isKeys)
      response.end(JSON.stringify(isKeys ? state.jwks : { issuer: url, jwks_uri: `${url}/keys` }))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(server)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    state.issuer = await createTestIssuer({ issuer: url })
    state.jwks = state.issuer.jwks
    const app = await build(state.issuer, { JWT_JWKS: undefined as never })
    return { app, state, url, asked: () => asked }
  }

  it('are asked for once, where the metadata say, and kept while the issuer is away', async () => {
    const { app, state, asked } = await serving()
    const token = (who: string) => state.issuer.token(who, 'orders')
    expect((await ask(app, '/mine', await token('ada'))).status).toBe(200)
    state.away = true
    expect((await ask(app, '/mine', await token('bob'))).status).toBe(200)
    expect(asked()).toBe(1)
  })

  it('are missed with 503, not 401, and come by themselves', async () => {
    const { app, state } = await serving()
    state.away = true
    const token = await state.issuer.token('ada', 'orders')
    expect(await ask(app, '/mine', token)).toMatchObject({
      status: 503,
      retryAfter: '5',
      challenge: undefined,
    })
    state.away = false
    expect((await ask(app, '/mine', token)).status).toBe(200)
  })

  it('of somebody else do not become a flood of questions', async () => {
    const { app, asked, url } = await serving()
    const { privateKey } = await generateKeyPair('ES256')
    for (let i = 0; i < 5; i += 1) {
      const forged = new SignJWT({ ...usual, iss: url }).setProtectedHeader({
        alg: 'ES256',
        typ: 'JWT',
        kid: `k-${i}`,
      })
      const token = await forged.setExpirationTime('1h').sign(privateKey)
      expect((await ask(app, '/mine', token)).status).toBe(401)
    }
    expect(asked()).toBe(1)
  })
})
