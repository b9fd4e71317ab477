import { Agent, type IncomingHttpHeaders, request as send } from 'node:http'
import { json } from 'node:stream/consumers'
import { Registry } from 'prom-client'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestIssuer } from '../../test-kit/issuer.ts'
import { parseSamples, sumOf } from '../../test-kit/samples.ts'
import { fixtureApp } from '../app.fixture.ts'
import type { HttpAppOptions } from '../app.ts'
import type { Backlog } from './backlog.ts'

const issuer = await createTestIssuer()
const closing: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close()
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

/** An app that listens, with a route whose answers wait for `release`, and clients by the subject of their token. */
async function build(backlog: false | Backlog = false, config: Partial<HttpAppOptions['config']> = {}) {
  const { JWT_ISSUER, JWT_JWKS } = issuer.env
  const registry = new Registry()
  const { app, lines } = await fixtureApp({
    registry,
    config: { AUTHENTICATION: 'on', JWT_ISSUER, JWT_JWKS, ...manyConnections, ...config },
  })
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const access = { scope: 'orders' }
  app.post('/held', { config: { access } }, async (_, reply) => {
    await released
    return reply.code(202).send({})
  })
  app.get('/mine', { config: { access } }, async ({ principal: { subject } }) => ({ subject }))
  if (backlog !== false) app.post('/taken', { config: { access, admission: backlog } }, async () => ({}))
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true })
  closing.push({ close: () => agent.destroy() }, { close: release }, app)
  const client = async (subject: string, headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${await issuer.token(subject, 'orders')}`
    const ask = (method: string, path: string, body?: string): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const options = { method, agent, headers: { authorization, ...headers, ...(body && jsonType) } }
        send(`${address}${path}`, options, response => {
          const { statusCode: status = 0, headers } = response
          json(response).then(body => resolve({ status, headers, body }), reject)
        })
          .on('error', reject)
          .end(body)
      })
    await ask('GET', '/mine') // its token is verified
    return ask
  }
  const held = async () => sumOf(parseSamples(await registry.metrics()), 'http_requests_in_flight')
  const counted = async (outcome: string) =>
    sumOf(parseSamples(await registry.metrics()), 'http_admissions_total', { outcome })
  return { client, address, release, held, counted, lines }
}
const open: Backlog = { ended: () => {}, enter: () => undefined, notTaken: () => {} }
const jsonType = { 'content-type': 'application/json' }
const manyConnections = { CONNECTIONS_MAX: 1_000, IDLE_CONNECTIONS_MAX: 1_000 }

/** What one takes of the 500 that are let in at first: eight ninths, and one. */
const most = 445

describe('one who sends too much', () => {
  it('is refused with a problem and Retry-After, before the body is read; others are not', async () => {
    const { client, release, held, counted, lines } = await build()
    const noisy = await client('noisy')
    const quiet = await client('quiet')
    const accepted = Array.from({ length: most }, () => noisy('POST', '/held'))
    await expect.poll(held).toBe(most)

    const refused = await noisy('POST', '/held', 'no JSON')
    expect(refused).toEqual({
      status: 429,
      headers: expect.objectContaining({
        'retry-after': expect.stringMatching(/^[123]$/),
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
      body: {
        type: 'urn:shop:problem:overloaded',
        title: 'Too Many Requests',
        status: 429,
        detail: expect.stringMatching(/^You have more requests under way .* Nothing was done: wait/),
        instance: `urn:uuid:${refused.headers['x-correlation-id']}`,
      },
    })
    expect(await quiet('GET', '/mine')).toMatchObject({ status: 200, body: { subject: 'quiet' } })
    expect(await counted('share')).toBe(1)
    expect(lines.filter(({ msg }) => String(msg).startsWith('requests are refused'))).toHaveLength(1)

    release()
    for (const { status } of await Promise.all(accepted)) expect(status).toBe(202)
    await expect.poll(held).toBe(0)
    expect((await noisy('POST', '/held')).status).toBe(202)
  })

  it('is told so on its page too', async () => {
    const { client, held } = await build(false, { CORS_ORIGINS: ['https://shop.test'] })
    const page = await client('noisy', { origin: 'https://shop.test' })
    for (let n = 0; n < most; n++) void page('POST', '/held').catch(() => {})
    await expect.poll(held).toBe(most)
    expect(await page('POST', '/held')).toMatchObject({
      status: 429,
      headers: { 'access-control-allow-origin': 'https://shop.test', 'retry-after': expect.any(String) },
      body: { type: 'urn:shop:problem:overloaded' },
    })
  })

  it('is let in where 0 refuses none', async () => {
    const { client, release } = await build(false, { ADMISSION_TARGET_MS: 0 })
    const noisy = await client('noisy')
    const accepted = Array.from({ length: most + 20 }, () => noisy('POST', '/held'))
    release()
    for (const { status } of await Promise.all(accepted)) expect(status).toBe(202)
  })
})

describe('many who send little', () => {
  it('are refused with 503 when all is full; probes are not', async () => {
    const { client, address, held, counted } = await build()
    const clients = await Promise.all(Array.from({ length: 251 }, (_, n) => client(`customer-${n}`)))
    const [late, ...others] = clients
    for (let n = 0; n < 2; n++) for (const one of others) void one('POST', '/held').catch(() => {})
    await expect.poll(held).toBe(500)
    expect(await late?.('POST', '/held')).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.stringMatching(/^[123]$/) },
      body: { type: 'urn:shop:problem:overloaded', detail: expect.stringMatching(/^As many requests/) },
    })
    expect(await counted('full')).toBe(1)
    expect((await fetch(`${address}/seen`)).status).toBe(503)
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect((await fetch(`${address}${path}`)).status).toBe(200)
  })
})

it('a route with parameters cannot have a rule of its own', async () => {
  const { app } = await fixtureApp()
  closing.push(app)
  const config = { access: 'public', admission: false } as const
  expect(() => app.get('/of/:id', { config }, async () => ({}))).toThrow('/of/:id has parameters')
})

it('a route with a backlog is refused by that, without a trace in the room that others have', async () => {
  const { client, held, counted } = await build({ ...open, enter: () => 'full' })
  const one = await client('one')
  expect(await one('POST', '/taken?x=1')).toMatchObject({
    status: 503,
    body: { type: 'urn:shop:problem:overloaded', detail: expect.stringMatching(/^What was taken in before/) },
  })
  expect(await counted('backlog')).toBe(1)
  await expect.poll(held).toBe(0)
  expect((await one('GET', '/mine')).status).toBe(200)
})

it('what a route with a backlog refuses or fails at was not taken in', async () => {
  const notTaken: string[] = []
  const { client } = await build({ ...open, notTaken: sender => void notTaken.push(sender) })
  const one = await client('one')
  expect((await one('POST', '/taken', 'no JSON')).status).toBe(400)
  expect((await one('POST', '/taken')).status).toBe(200)
  expect((await one('POST', '/taken', '[')).status).toBe(400)
  await expect.poll(() => notTaken).toEqual(['one', 'one'])
})

it.each(['/%74aken', '/taken#', '/t%61ken?x=%20', 'http://shop.test/taken'])(
  'a route with a backlog is refused by that however its path is written: %s',
  async path => {
    const { address } = await build({ ...open, enter: () => 'full' })
    const { hostname, port } = new URL(address)
    const status = await new Promise(resolve => {
      send({ hostname, port, path, method: 'POST' }, response => resolve(response.resume().statusCode)).end()
    })
    expect(status).toBe(503)
  },
)
