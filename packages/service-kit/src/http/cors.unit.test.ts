import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import { commonConfig } from '../common-config.ts'
import { loadConfig } from '../config.ts'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

const apps: HttpApp[] = []
async function build(origins: string[]) {
  const { app } = await fixtureApp({ config: { CORS_ORIGINS: origins } })
  apps.push(app)
  return app
}
afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.close()))
})

const page = 'http://127.0.0.1:3005'
const other = 'http://127.0.0.1:9999'
const allowed = 'access-control-allow-origin'

describe('a page of a named origin', () => {
  it.each(['/seen', '/metrics', '/fail/conflict', '/nowhere', '/seen/%00', '/seen?a=%ff'])(
    'may read %s',
    async url => {
      const app = await build([page, 'https://shop.example'])
      const { headers } = await app.inject({ url, headers: { origin: page } })
      expect(headers[allowed]).toBe(page)
      expect(headers['access-control-expose-headers']).toMatch(/location/i)
    },
  )

  it('may place an order with an Idempotency-Key', async () => {
    const app = await build([page])
    const { statusCode, headers } = await app.inject({
      method: 'OPTIONS',
      url: '/orders',
      headers: {
        origin: page,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
    })
    expect(statusCode).toBe(204)
    expect(headers[allowed]).toBe(page)
    expect(headers['access-control-allow-methods']).toMatch(/POST/)
    expect(headers['access-control-allow-headers']).toMatch(/content-type.*idempotency-key/)
  })
})

it('a page of another origin may not', async () => {
  const app = await build([page])
  const { headers } = await app.inject({ url: '/seen', headers: { origin: other } })
  expect(headers[allowed]).toBeUndefined()
})

it('no page may, where none is named', async () => {
  const app = await build([])
  const { headers } = await app.inject({ url: '/seen', headers: { origin: page } })
  expect(headers[allowed]).toBeUndefined()
})

it('OPTIONS of no page is answered, and never in plain text', async () => {
  const app = await build([page])
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url: '/orders' })
  expect([statusCode, headers['content-type']]).toEqual([204, undefined])
})

describe('CORS_ORIGINS', () => {
  const schema = Type.Object({ CORS_ORIGINS: commonConfig.CORS_ORIGINS })
  const read = (CORS_ORIGINS?: string) => loadConfig(schema, { CORS_ORIGINS }).CORS_ORIGINS

  it('is a list of origins, empty unless given', () => {
    expect(read()).toEqual([])
    expect(read('')).toEqual([])
    expect(read(`${page},https://shop.example`)).toEqual([page, 'https://shop.example'])
  })

  it.each(['*', 'localhost:3005', 'http://a/', 'http://a,', 'http://a, http://b'])('refuses %s', value => {
    expect(() => read(value)).toThrow('CORS_ORIGINS')
  })
})
