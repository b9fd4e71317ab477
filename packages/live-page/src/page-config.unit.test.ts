import { commonConfig, createHttpApp, createLogger, type HttpApp, loadConfig } from '@orderflow/service-kit'
import { Registry } from 'prom-client'
import { type Static, Type } from 'typebox'
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest'
import type { PageConfig } from './api.ts'
import { livePageConfig } from './config.ts'
import { type pageConfig, pageConfigRoute } from './page-config.ts'

let app: HttpApp | undefined
afterEach(() => app?.close())

const page = 'http://127.0.0.1:3005'

async function ask(env: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  const required = { DATABASE_URL: 'postgres://nowhere', KAFKA_BROKERS: 'nowhere:1', CORS_ORIGINS: page }
  const config = loadConfig(Type.Object({ ...commonConfig, ...livePageConfig }), {
    PORT: '0',
    AUTHENTICATION: 'off',
    ...required,
    ...env,
  })
  app = await createHttpApp({
    title: 'Page',
    version: '1',
    logger: createLogger({ service: 'page', level: 'silent' }),
    config,
    registry: new Registry(),
    checks: async () => ({}),
  })
  pageConfigRoute(app, config)
  return await app.inject({ url: '/page-config.json', headers })
}

const control = { CONTROL_URL: 'http://127.0.0.1:4100', CONTROL_TOKEN: 'sixteen-letters-or-more' }

// The compiler finds what differs: a field that the schema lacks would be left out of the answer without a word.
test('what is answered is what the page is told, no field more or less', () => {
  expectTypeOf<Static<typeof pageConfig>>().toEqualTypeOf<PageConfig>()
})

test('the page is told where it finds what it calls', async () => {
  const response = await ask({
    ...control,
    SERVICE_URLS: 'order=http://127.0.0.1:3001,inventory=http://127.0.0.1:3002',
    TRACE_URL: 'http://127.0.0.1:16686/trace/{traceId}',
  })
  expect(response.json()).toEqual({
    services: { order: 'http://127.0.0.1:3001', inventory: 'http://127.0.0.1:3002' },
    control: 'http://127.0.0.1:4100',
    controlToken: 'sixteen-letters-or-more',
    traceUrl: 'http://127.0.0.1:16686/trace/{traceId}',
  })
  expect(response.headers['cache-control']).toBe('no-store')
})

const issuer = { JWT_ISSUER: 'https://issuer.example' }

test('the page signs in where the services ask for it, and only there', async () => {
  const on = (await ask({ ...issuer, AUTHENTICATION: 'on', PAGE_CLIENT_ID: 'shop-page' })).json()
  expect(on.signIn).toEqual({ issuer: 'https://issuer.example', clientId: 'shop-page' })
  expect((await ask({ ...issuer, AUTHENTICATION: 'off' })).json()).toEqual({ services: {} })
})

test('without settings there is nothing to tell', async () => {
  expect((await ask({})).json()).toEqual({ services: {} })
})

describe('a token is for pages of this origin alone', () => {
  test('no other page may read it, not even one that may call the rest', async () => {
    const { statusCode, headers } = await ask(control, { origin: page })
    expect(statusCode).toBe(200)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test.each([
    ['rebound.example', 403],
    ['rebound.example:3005', 403],
    ['localhost.example:3005', 403],
    ['localhost:3005', 200],
    ['127.0.0.1:3005', 200],
    ['[::1]:3005', 200],
  ])('under the name %s: %i', async (host, status) => {
    expect((await ask(control, { host })).statusCode).toBe(status)
  })

  test('without a token any name will do', async () => {
    expect((await ask({}, { host: 'shop.example' })).statusCode).toBe(200)
  })
})
