import { afterEach, describe, expect, it } from 'vitest'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

const apps: HttpApp[] = []

async function build(options?: Parameters<typeof fixtureApp>[0]) {
  const built = await fixtureApp(options)
  apps.push(built.app)
  return built
}

afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.close()))
})

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const given = '3F2504E0-4F89-41D3-9A0C-0305E82C3301'

describe('ids', () => {
  it('makes the request id itself, whatever the client sends', async () => {
    const { app } = await build()
    const { id } = (
      await app.inject({ url: '/seen', headers: { 'request-id': 'mine', 'x-request-id': 'mine' } })
    ).json()
    expect(id).toMatch(uuidV7)
  })

  it("takes the client's correlation id if it is a UUID, and says it back", async () => {
    const { app } = await build()
    const response = await app.inject({ url: '/seen', headers: { 'x-correlation-id': given } })
    expect(response.json().correlationId).toBe(given.toLowerCase())
    expect(response.headers['x-correlation-id']).toBe(given.toLowerCase())
  })

  it.each(['', 'me', `${given}0`, '\u00e9'.repeat(8)])(
    'replaces a correlation id that is no UUID: "%s"',
    async header => {
      const { app } = await build()
      const response = await app.inject({ url: '/seen', headers: { 'x-correlation-id': header } })
      expect(response.json().correlationId).toMatch(uuidV7)
      expect(response.headers['x-correlation-id']).toBe(response.json().correlationId)
    },
  )

  it('gives each request its own correlation id', async () => {
    const { app } = await build()
    const [one, two] = await Promise.all([app.inject('/seen'), app.inject('/seen')])
    expect(one.json().correlationId).not.toBe(two.json().correlationId)
  })

  it('passes on a valid traceparent and drops any other', async () => {
    const { app } = await build()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const seen = async (header: string) =>
      (await app.inject({ url: '/seen', headers: { traceparent: header } })).json().traceparent
    expect(await seen(traceparent)).toBe(traceparent)
    expect(await seen('00-00000000000000000000000000000000-00f067aa0ba902b7-01')).toBeUndefined()
    expect(await seen(traceparent.replace(/^00/, 'ff'))).toBeUndefined()
    expect(await seen(traceparent.toUpperCase())).toBeUndefined()
    expect(await seen(`${traceparent}; DROP TABLE`)).toBeUndefined()
  })

  it('puts the correlation id on every log line of the request', async () => {
    const { app, lines } = await build()
    const payload = { customerId: 'c', items: [{ productId: 'p', quantity: 1 }] }
    await app.inject({
      method: 'POST',
      url: '/orders',
      headers: { 'x-correlation-id': given },
      payload,
    })
    await expect.poll(() => lines.length).toBe(2)
    expect(lines.map(line => line.correlationId)).toEqual([given.toLowerCase(), given.toLowerCase()])
    expect(lines[1]).toMatchObject({ method: 'POST', path: '/orders', status: 202, msg: 'request answered' })
    expect(lines[1]?.requestId).toMatch(uuidV7)
  })

  it('logs no query', async () => {
    const { app, lines } = await build()
    await app.inject('/orders?customer=secret')
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]).toMatchObject({ path: '/orders', status: 200 })
    expect(JSON.stringify(lines)).not.toContain('secret')
  })
})

describe('validation', () => {
  it('converts what is in a query, and fills in its defaults', async () => {
    const { app } = await build()
    expect((await app.inject('/orders?limit=7')).json()).toEqual({ limit: 7 })
    expect((await app.inject('/orders')).json()).toEqual({ limit: 10 })
  })

  it.each(['51', 'seven', '1.5', '0x7', '1e1', ''])('refuses limit=%s in a query', async limit => {
    const { app } = await build()
    const response = await app.inject(`/orders?limit=${limit}`)
    expect(response.statusCode).toBe(400)
    expect(response.json().errors).toEqual([expect.objectContaining({ pointer: '#/limit', in: 'query' })])
  })
})

describe('docs', () => {
  it('serves OpenAPI 3.1 with the routes, their bodies and their problems', async () => {
    const { app } = await build()
    const document = (await app.inject('/docs/json')).json()
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Fixture', version: '1.2.3' } })
    const { requestBody, responses } = document.paths['/orders'].post
    const { schemas, responses: refusals } = document.components
    const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` })
    expect(requestBody.content['application/json'].schema).toEqual(ref('schemas', 'PostOrdersRequest'))
    expect(schemas.PostOrdersRequest.required).toEqual(['customerId', 'items'])
    expect(responses['409']).toEqual(ref('responses', 'Conflict'))
    expect(refusals.Conflict.content['application/problem+json'].schema).toEqual(ref('schemas', 'Problem'))
    expect(schemas.Problem.properties).toHaveProperty('instance')
    // What has a default is there for the route, and need not be sent.
    const limit = document.paths['/orders'].get.parameters.find(
      ({ name }: { name: string }) => name === 'limit',
    )
    expect([limit.required, limit.schema.default]).toEqual([false, 10])
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/health/live', '/health/ready', '/metrics']),
    )
  })

  it('serves the page and all that it needs from itself', async () => {
    const { app } = await build()
    const page = await app.inject('/docs')
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    const links = [...page.body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, link]) => link ?? '')
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) {
      const url = new URL(link, 'http://localhost/docs').pathname
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, 200])
    }
    const script = await app.inject('/docs/static/swagger-initializer.js')
    expect(script.body).toContain('"validatorUrl":null')
  })
})

describe('health', () => {
  it('is alive without asking anything', async () => {
    const { app } = await build({ checks: () => Promise.reject(new Error('all is lost')) })
    const response = await app.inject('/health/live')
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'ok' }])
  })

  it('is ready when all checks are', async () => {
    const { app } = await build()
    const response = await app.inject('/health/ready')
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({ status: 'ok', pid: process.pid, checks: { database: { ok: true } } })
  })

  it('answers 503 with the failing check', async () => {
    const checks = { database: { ok: true }, kafka: { ok: false, detail: 'no broker answers' } }
    const { app } = await build({ checks: async () => checks })
    const response = await app.inject('/health/ready')
    expect([response.statusCode, response.json()]).toEqual([
      503,
      { status: 'unavailable', pid: process.pid, checks },
    ])
  })

  it('answers 503 when a check throws, without its words', async () => {
    const { app, lines } = await build({ checks: () => Promise.reject(new Error('at 10.0.0.1')) })
    const response = await app.inject('/health/ready')
    expect(response.statusCode).toBe(503)
    expect(response.body).not.toContain('10.0.0.1')
    expect(JSON.stringify(lines)).toContain('10.0.0.1')
  })

  it('answers 503 when a check never answers', async () => {
    const { app } = await build({ checks: () => new Promise(() => {}) })
    expect((await app.inject('/health/ready')).statusCode).toBe(503)
  })
})

describe('metrics', () => {
  it("measures requests by route, never by path, beside the process's own metrics", async () => {
    const { app } = await build()
    await app.inject('/fail/bug')
    await app.inject('/fail/conflict')
    await app.inject('/nothing/here-1')
    await app.inject('/nothing/here-2')
    const read = async () => (await app.inject('/metrics')).body
    const count = (method: string, route: string, status: string, n: number) =>
      `http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"} ${n}`
    await expect.poll(read).toContain(count('GET', 'none', '4xx', 2))
    const body = await read()
    expect(body).toContain(count('GET', '/fail/:kind', '5xx', 1))
    expect(body).toContain(count('GET', '/fail/:kind', '4xx', 1))
    expect(body).toContain('process_cpu_seconds_total')
    expect(body).not.toContain('here-1')
  })
})
