import { dirname, join } from 'node:path/posix'
import { createHttpApp, createLogger, type HttpApp } from '@orderflow/service-kit'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAssets } from './assets.ts'
import { pageRoutes } from './page.ts'
import { runbookRoute } from './runbooks.ts'

let app: HttpApp
beforeAll(async () => {
  app = await createHttpApp({
    title: 'Test',
    version: '0',
    logger: createLogger({ service: 'test', level: 'silent' }),
    config: {
      REQUEST_TIMEOUT_MS: 10_000,
      BODY_LIMIT_BYTES: 1_000,
      RATE_LIMIT_PER_SECOND: 0,
      ADMISSION_TARGET_MS: 0,
      CORS_ORIGINS: [],
      AUTHENTICATION: 'off',
      CONNECTIONS_MAX: 100,
      IDLE_CONNECTIONS_MAX: 50,
    },
    registry: new Registry(),
    checks: async () => ({}),
  })
  runbookRoute(app)
  pageRoutes(app, { connect: ['http://127.0.0.1:3001', 'http://127.0.0.1:3006/'] })
})
afterAll(() => app.close())

const get = (url: string, headers = {}) => app.inject({ url, headers })

describe('the page', () => {
  it('lets the browser run its own scripts and call the services, and nothing else', async () => {
    const { statusCode, headers, body } = await get('/')
    expect(statusCode).toBe(200)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:3001 http://127.0.0.1:3006;")
    expect(policy).not.toContain('unsafe')
    expect(body).toContain('<script type="importmap">{"imports":{')
  })

  it('asks for nothing that is not served here', async () => {
    const { body } = await get('/')
    const wanted = [...body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path as string)
    expect(wanted.length).toBeGreaterThan(20)
    for (const path of wanted) expect([path, (await get(path)).statusCode]).toEqual([path, 200])
  })

  it('comes again only when it has changed', async () => {
    const { headers } = await get('/assets/main.ts')
    const again = await get('/assets/main.ts', { 'if-none-match': headers.etag })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
})

describe('what the browser has', () => {
  const etagOf = async () => String((await get('/assets/main.ts')).headers.etag)

  it.each([
    ['its own tag', (tag: string) => tag],
    ['a weak tag', (tag: string) => `W/${tag}`],
    ['a list', (tag: string) => `"other", W/"another" ,${tag}`],
    ['a list with a comma in a tag', (tag: string) => `"a,b",${tag},"c"`],
    ['anything', () => '*'],
  ])('is not sent again for %s', async (_, header) => {
    const tag = await etagOf()
    for (const url of ['/assets/main.ts', '/'] as const) {
      const { etag, 'content-length': size } = (await get(url)).headers
      const own = url === '/' ? String(etag) : tag
      for (const method of ['GET', 'HEAD'] as const) {
        const { statusCode, body, headers } = await app.inject({
          url,
          method,
          headers: { 'if-none-match': header(own) },
        })
        expect([statusCode, body, headers.etag]).toEqual([304, '', own])
        // That of the file, or none: RFC 9110, section 8.6.
        const { 'content-length': length = size } = headers
        expect(length).toBe(size)
      }
    }
  })

  it.each([
    ['another tag', () => '"other"'],
    ['a part of it', (tag: string) => `${tag.slice(0, -2)}"`],
    ['its tag inside another one', (tag: string) => `"x, ${tag.slice(1, -1)}"`],
    ['its tag without quotes', (tag: string) => tag.slice(1, -1)],
    ['a tag that begins like a list of all', () => '*, "other"'],
    ['nothing', () => ''],
  ])('is sent for %s', async (_, header) => {
    const tag = await etagOf()
    expect((await get('/assets/main.ts', { 'if-none-match': header(tag) })).statusCode).toBe(200)
  })
})

it('serves the runbooks as they are written, and no other page', async () => {
  const { headers, body } = await get('/runbooks/service-down')
  expect(headers['content-type']).toContain('text/markdown')
  expect(body).toMatch(/^# ServiceDown\n/)
  for (const name of ['nothing', '..%2Fsecurity', '%2e%2e%2fsecurity'])
    expect([400, 404]).toContain((await get(`/runbooks/${name}`)).statusCode)
})

describe('its parts', () => {
  it('are JavaScript, without a type', async () => {
    const { headers, body } = await get('/assets/lib/format.ts')
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(body).toContain('export function rate(perSecond')
    expect(body).not.toContain(': number')
  })

  it('import only what is served', async () => {
    const { files, page } = await loadAssets()
    const [, map = ''] = /<script type="importmap">(.*)<\/script>/.exec(String(page.body)) ?? []
    const { imports } = JSON.parse(map) as { imports: Record<string, string> }
    const missing = [...files]
      .filter(([, { type }]) => type.startsWith('text/javascript'))
      .flatMap(([path, { body }]) => {
        const text = String(body)
        const specifiers = [
          ...text.matchAll(/(?:^|[;\s}])(?:import|export)[^'"`;]*?from\s*['"]([^'"]+)['"]/g),
        ]
        return specifiers.map(([, specifier = '']) => {
          const target = imports[specifier]?.slice('/assets/'.length) ?? join(dirname(path), specifier)
          return files.has(target) ? '' : `${path} imports ${specifier}`
        })
      })
      .filter(Boolean)
    expect(missing).toEqual([])
  })

  it.each([
    '/assets/../src/main.ts',
    '/assets/%2e%2e/package.json',
    '/assets/lib/metrics.unit.test.ts',
    '/assets/',
  ])('are not what lies elsewhere: %s', async path => {
    expect((await get(path)).statusCode).toBe(404)
  })
})
