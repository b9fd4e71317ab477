import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, loadConfig } from '@orderflow/service-kit'
import type { FastifyInstance } from 'fastify'
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer } from './app.ts'
import { configSchema } from './config.ts'

const issuer = 'http://127.0.0.1:3009'
const page = 'http://127.0.0.1:3005/'
const secret = 'sixteen letters:+%'
const basic = `Basic ${Buffer.from(`developer:${encodeURIComponent(secret)}`).toString('base64')}`
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')

const started = (env: Readonly<Record<string, string>> = {}) =>
  createIssuer(
    loadConfig(configSchema, {
      ISSUER_URL: issuer,
      ISSUER_SECRET: secret,
      ISSUER_REDIRECT_URIS: `${page},http://localhost:3005/`,
      ...env,
    }),
    createLogger({ service: 'issuer', level: 'silent' }),
  )

let app: FastifyInstance
beforeAll(async () => {
  app = await started()
})
afterAll(() => app.close())

type Form = Readonly<Record<string, string>> | string
const ask = (form: Form, headers: Readonly<Record<string, string>> = {}, at = app) =>
  at.inject({
    method: 'POST',
    url: '/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  })
const asDeveloper = (form: object = {}, authorization = basic) =>
  ask({ grant_type: 'client_credentials', ...form }, { authorization })

const right = {
  response_type: 'code',
  client_id: 'live-page',
  redirect_uri: page,
  code_challenge: challenge,
  code_challenge_method: 'S256',
}
const goThere = (query: Form) => app.inject({ url: `/authorize?${new URLSearchParams(query)}` })
const backWith = async (query: Form) => {
  const { statusCode, headers } = await goThere(query)
  expect(statusCode).toBe(302)
  const { origin, pathname, searchParams } = new URL(String(headers.location))
  expect(`${origin}${pathname}`).toBe(page)
  return Object.fromEntries(searchParams)
}
const redeem = (code: string, form: object = {}) =>
  ask({
    grant_type: 'authorization_code',
    client_id: 'live-page',
    code,
    redirect_uri: page,
    code_verifier: verifier,
    ...form,
  })
const refresh = (token: string, form: object = {}) =>
  ask({ grant_type: 'refresh_token', client_id: 'live-page', refresh_token: token, ...form })

describe('the developer', () => {
  it('gets a token of RFC 9068 for the operator, which the keys verify', async () => {
    const answer = await asDeveloper()
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json; charset=utf-8',
    })
    const keys = createLocalJWKSet((await app.inject('/.well-known/jwks.json')).json())
    const { payload, protectedHeader } = await jwtVerify(answer.json().access_token, keys, {
      issuer,
      audience: 'orderflow',
      typ: 'at+jwt',
      subject: 'operator',
      requiredClaims: ['exp', 'iat', 'jti', 'client_id'],
    })
    expect(protectedHeader.alg).toBe('ES256')
    expect(payload.client_id).toBe('developer')
    expect(Number(payload.exp) - Number(payload.iat)).toBe(86_400)
    expect(answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 86_400, scope: payload.scope })
    expect(String(payload.scope).split(' ')).toContain('dlq:redrive')
  })

  it.each([
    ['a customer has a customer’s scope', { sub: 'customer-1' }, 'customer-1', 'orders'],
    [
      'what is asked for is what is given, once',
      { scope: 'stock:read stock:read' },
      'operator',
      'stock:read',
    ],
    [
      'what has no value was not sent',
      { sub: '', scope: '', unknown: 'x' },
      'operator',
      /^orders:read orders:write /,
    ],
  ])('%s', async (_, form, subject, scope) => {
    const { access_token: token } = (await asDeveloper(form)).json()
    expect(decodeJwt(token)).toMatchObject({ sub: subject, scope: expect.stringMatching(scope) })
  })

  it.each([
    ['the secret as it is', `developer:${secret}`],
    ['what needs no escape escaped', `deve%6Coper:${encodeURIComponent(secret)}`],
  ])('may send %s, as some clients do', async (_, credentials) => {
    const basic = `Basic ${Buffer.from(credentials).toString('base64')}`
    expect((await asDeveloper({}, basic)).statusCode).toBe(200)
  })

  it('may send its secret in the body instead', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'developer', client_secret: secret }
    expect((await ask(form)).statusCode).toBe(200)
    expect((await ask(form, { authorization: basic })).json().error).toBe('invalid_request')
  })

  const credentials = { grant_type: 'client_credentials' }
  const basicOf = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
  it.each<[string, Form, Record<string, string>, number, string]>([
    ['no client', credentials, {}, 401, 'invalid_client'],
    ['a wrong secret', credentials, basicOf('developer:wrong'), 401, 'invalid_client'],
    ['an unknown client', credentials, basicOf('nobody:x'), 401, 'invalid_client'],
    ['a name of every object', credentials, basicOf('constructor:x'), 401, 'invalid_client'],
    ['no Basic', credentials, { authorization: 'Bearer x' }, 401, 'invalid_client'],
    ['a broken escape of the id', credentials, basicOf('%:x'), 401, 'invalid_client'],
    ['a broken escape', credentials, basicOf('developer:%'), 401, 'invalid_client'],
    [
      'two clients',
      { ...credentials, client_id: 'live-page' },
      { authorization: basic },
      401,
      'invalid_client',
    ],
    ['the public client', { ...credentials, client_id: 'live-page' }, {}, 400, 'unauthorized_client'],
    [
      'a secret of the public client',
      { grant_type: 'refresh_token', client_id: 'live-page', client_secret: 'x', refresh_token: 'x' },
      {},
      401,
      'invalid_client',
    ],
    ['no grant type', {}, { authorization: basic }, 400, 'invalid_request'],
    [
      'an unknown grant type',
      { grant_type: 'password' },
      { authorization: basic },
      400,
      'unsupported_grant_type',
    ],
    ['a name of every object as grant type', { grant_type: 'toString' }, {}, 400, 'unsupported_grant_type'],
    [
      'an unknown scope',
      { ...credentials, scope: 'orders root' },
      { authorization: basic },
      400,
      'invalid_scope',
    ],
    [
      'the same twice',
      'grant_type=client_credentials&sub=a&sub=b',
      { authorization: basic },
      400,
      'invalid_request',
    ],
    [
      'a long subject',
      { ...credentials, sub: 'x'.repeat(101) },
      { authorization: basic },
      400,
      'invalid_request',
    ],
    [
      'JSON',
      credentials,
      { authorization: basic, 'content-type': 'application/json' },
      400,
      'invalid_request',
    ],
    [
      'the grant of the page',
      { grant_type: 'refresh_token' },
      { authorization: basic },
      400,
      'unauthorized_client',
    ],
  ])('is refused with %s', async (_, form, headers, status, error) => {
    const answer = await ask(form, headers)
    expect([answer.statusCode, answer.json().error]).toEqual([status, error])
    expect(answer.json().error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['www-authenticate'] !== undefined).toBe(status === 401)
  })
})

describe('the page', () => {
  const signedIn = async () => {
    const { code = '' } = await backWith(right)
    return { code, refreshToken: String((await redeem(code)).json().refresh_token) }
  }

  it('is signed in as the operator by a code, and says its state', async () => {
    const back = await backWith({ ...right, state: 'a b&c', scope: 'reports:read orders:write' })
    expect(back).toEqual({ code: expect.any(String), state: 'a b&c', iss: issuer })
    const answer = (await redeem(back.code as string)).json()
    expect(decodeJwt(answer.access_token)).toMatchObject({ sub: 'operator', client_id: 'live-page' })
    expect(answer.scope).toBe('reports:read orders:write')
  })

  it.each([
    ['no code of a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown scope', { scope: 'root' }, 'invalid_scope'],
  ])('goes back with a reason: %s', async (_, over, error) => {
    const back = await backWith({ ...right, ...over, state: 's' })
    expect(back).toEqual({ error, error_description: expect.any(String), state: 's', iss: issuer })
  })

  it.each([
    ['another page', { redirect_uri: 'http://127.0.0.1:3005/other' }],
    ['another port', { redirect_uri: 'http://127.0.0.1:3006/' }],
    ['no page', { redirect_uri: '' }],
    ['another client', { client_id: 'developer' }],
  ])('is not sent to %s', async (_, over) => {
    const answer = await goThere({ ...right, ...over })
    expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined])
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }, 'invalid_grant'],
    ['another address', { redirect_uri: 'http://localhost:3005/' }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['another code', { code: 'x' }, 'invalid_grant'],
  ])('gets nothing for its code with %s', async (_, over, error) => {
    const { code = '' } = await backWith(right)
    expect((await redeem(code, over)).json().error).toBe(error)
  })

  it('renews its token, with another refresh token each time', async () => {
    const { refreshToken } = await signedIn()
    const answer = (await refresh(refreshToken)).json()
    expect(decodeJwt(answer.access_token).sub).toBe('operator')
    expect(answer.refresh_token).not.toBe(refreshToken)
    expect((await refresh(answer.refresh_token)).statusCode).toBe(200)
  })

  it('loses all that came of a code that is used twice', async () => {
    const { code, refreshToken } = await signedIn()
    expect((await redeem(code)).json().error).toBe('invalid_grant')
    expect((await refresh(refreshToken)).json().error).toBe('invalid_grant')
  })

  it('loses the newer refresh token when an older one is used again', async () => {
    const { refreshToken } = await signedIn()
    const { refresh_token: newer } = (await refresh(refreshToken)).json()
    expect((await refresh(refreshToken)).json().error).toBe('invalid_grant')
    expect((await refresh(newer)).json().error).toBe('invalid_grant')
  })

  it('may call from its own origin, and no other may', async () => {
    const allowed = async (origin: string) =>
      (await redeem('x', {})) && (await ask({}, { origin })).headers['access-control-allow-origin']
    expect(await allowed('http://localhost:3005')).toBe('http://localhost:3005')
    expect(await allowed('http://evil.example')).toBeUndefined()
  })
})

describe('what anybody may know', () => {
  it.each(['openid-configuration', 'oauth-authorization-server'])('%s says where is what', async name => {
    const { issuer: named, jwks_uri: keys } = (await app.inject(`/.well-known/${name}`)).json()
    expect([named, keys]).toEqual([issuer, `${issuer}/.well-known/jwks.json`])
  })

  it('the keys have no private part', async () => {
    const { keys } = (await app.inject('/.well-known/jwks.json')).json()
    expect(keys.map((key: object) => Object.keys(key).toSorted())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ])
  })

  it.each([
    ['/nowhere', 404],
    ['/%zz', 400],
    ['/token', 405],
  ])('at %s there is a problem', async (url, status) => {
    const { statusCode, headers } = await app.inject(url)
    expect(statusCode).toBe(status)
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json'),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })
})

describe('with a file of its key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'issuer-'))
  const file = join(folder, 'key.json')
  afterEach(() => rmSync(file, { force: true }))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('tokens outlive it, and only its owner reads the key', async () => {
    const first = await started({ ISSUER_KEY_FILE: file })
    const { access_token: token } = (
      await ask({ grant_type: 'client_credentials' }, { authorization: basic }, first)
    ).json()
    await first.close()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = await started({ ISSUER_KEY_FILE: file })
    const keys = createLocalJWKSet((await again.inject('/.well-known/jwks.json')).json())
    await again.close()
    expect((await jwtVerify(token, keys)).payload.sub).toBe('operator')
  })

  it.each(['', '{}', '{"kty":"RSA"}'])('it does not start on what is no key: %j', async content => {
    writeFileSync(file, content)
    await expect(started({ ISSUER_KEY_FILE: file })).rejects.toMatchObject({ code: 'ISSUER_KEY_UNREADABLE' })
    expect(readFileSync(file, 'utf8')).toBe(content)
  })
})

it.each([
  'https://shop.example/',
  'http://127.0.0.1.evil.example/',
  'http://127.0.0.1:3005',
  'http://127.0.0.1@evil.example/',
])('signs in no page of another machine: %s', async uri => {
  await expect(async () => started({ ISSUER_REDIRECT_URIS: uri })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
