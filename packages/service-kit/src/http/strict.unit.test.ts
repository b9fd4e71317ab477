import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

const page = 'https://shop.example'
let app: HttpApp
let lone: HttpApp
beforeAll(async () => {
  app = (await fixtureApp({ config: { CORS_ORIGINS: [page] } })).app
  lone = (await fixtureApp()).app
})
afterAll(() => Promise.all([app.close(), lone.close()]))

const payload = { customerId: 'c', items: [{ productId: 'p', quantity: 1 }] }

describe('what changes something', () => {
  const host = '127.0.0.1:3001'
  test.each([
    ['a program', {}, 202],
    ['a page that is named', { origin: page, 'sec-fetch-site': 'cross-site' }, 202],
    [
      'a page that is served from here',
      { origin: 'http://127.0.0.1:3001', 'sec-fetch-site': 'same-origin' },
      202,
    ],
    ['the same, in a browser that says no more', { origin: 'http://127.0.0.1:3001' }, 202],
    ['the same, behind TLS', { origin: 'https://127.0.0.1:3001' }, 202],
    ['somebody who typed the address', { 'sec-fetch-site': 'none' }, 202],
    ['a foreign page', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of the same site', { origin: 'http://127.0.0.1:3999', 'sec-fetch-site': 'same-site' }, 403],
    ['a foreign page, without Origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a foreign page, without Fetch Metadata', { origin: 'https://evil.example' }, 403],
    ['a page whose name begins like one', { origin: `${page}.evil.example` }, 403],
    ['a frame without an origin', { origin: 'null' }, 403],
  ])('sent by %s: %o %i', async (_, headers, status) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/orders',
      headers: { host, ...headers },
      payload,
    })
    expect([answer.statusCode, status === 403 ? answer.json().type : '']).toEqual([
      status,
      status === 403 ? 'urn:shop:problem:cross-site' : '',
    ])
  })

  test('reading is no change', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await app.inject({ url: '/seen', headers })).statusCode).toBe(200)
  })
})

describe('the methods of a path', () => {
  test.each([
    ['/orders', 'GET, HEAD, POST, OPTIONS'],
    ['/orders/o-1', 'GET, HEAD, OPTIONS'],
    ['/orders/o-1?a=b', 'GET, HEAD, OPTIONS'],
    ['/docs/static/index.css', 'GET, HEAD, OPTIONS'],
  ])('%s: %s', async (url, allow) => {
    for (const one of [app, lone]) {
      const { statusCode, headers } = await one.inject({ method: 'DELETE', url })
      expect([statusCode, headers.allow]).toEqual([405, allow])
    }
    const options = await lone.inject({ method: 'OPTIONS', url })
    expect([options.statusCode, options.headers.allow, options.body]).toEqual([204, allow, ''])
  })
})

test('every answer is for its reader alone, unless its route says otherwise', async () => {
  for (const url of ['/seen', '/health/live', '/metrics', '/docs/json', '/nowhere']) {
    const { headers } = await app.inject(url)
    expect([url, headers['cache-control'], headers['x-content-type-options']]).toEqual([
      url,
      'no-store',
      'nosniff',
    ])
  }
  expect((await app.inject('/docs/static/index.css')).headers['cache-control']).toMatch(/public/)
})
