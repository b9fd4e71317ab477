import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { longestTimerMs } from '../durations.ts'
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

type Response = Awaited<ReturnType<HttpApp['inject']>>

/** What is true of every problem; returns its body. */
function problemOf(response: Response, status: number): Record<string, unknown> {
  expect(response.statusCode).toBe(status)
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json\b/)
  expect(response.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/)
  const body = response.json()
  expect(body).toMatchObject({
    status,
    title: expect.any(String),
    type: expect.stringMatching(/^(about:blank|urn:)/),
  })
  expect(body.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
  return body
}

describe('a request that is not valid is 400', () => {
  const post = async (payload: unknown) => {
    const { app } = await build()
    return problemOf(await app.inject({ method: 'POST', url: '/orders', payload: payload as object }), 400)
  }

  it('names each thing that is wrong with a pointer', async () => {
    const body = await post({
      items: [
        { productId: 'p', quantity: 0 },
        { quantity: '2', 'a/b~': 1 },
      ],
    })
    expect(body).toMatchObject({
      type: 'urn:shop:problem:request-invalid',
      title: 'The request is not valid',
    })
    const errors = body.errors as { pointer: string; in: string; detail: string }[]
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '#/customerId',
      '#/items/0/quantity',
      '#/items/1/a~1b~0',
      '#/items/1/productId',
      '#/items/1/quantity',
    ])
    expect(errors.every(error => error.in === 'body' && error.detail.length > 0)).toBe(true)
  })

  it.each([
    ['text for a number', { customerId: 'c', items: [{ productId: 'p', quantity: '2' }] }],
    ['a number for text', { customerId: 7, items: [{ productId: 'p', quantity: 2 }] }],
    ['one item for a list of them', { customerId: 'c', items: { productId: 'p', quantity: 2 } }],
    ['a property that nobody knows', { customerId: 'c', items: [{ productId: 'p', quantity: 2, price: 1 }] }],
  ])('never converts or drops: %s', async (_name, payload) => {
    expect((await post(payload)).errors).toHaveLength(1)
  })

  it('reports at most 20 violations', async () => {
    const body = await post({ customerId: 'c', items: Array.from({ length: 90 }, () => 1) })
    expect(body.errors).toHaveLength(20)
  })

  it.each(['{"customerId":', '{"__proto__":{"admin":true}}', ''])(
    'refuses JSON that is broken: %s',
    async payload => {
      const { app } = await build()
      const headers = { 'content-type': 'application/json' }
      problemOf(await app.inject({ method: 'POST', url: '/orders', headers, payload }), 400)
    },
  )

  it('refuses a path that cannot be decoded', async () => {
    const { app } = await build()
    problemOf(await app.inject('/orders/%zz'), 400)
  })
})

describe('other requests that the client can correct', () => {
  it('413 for a body that is too large', async () => {
    const { app } = await build()
    problemOf(
      await app.inject({ method: 'POST', url: '/orders', payload: { customerId: 'x'.repeat(2_000) } }),
      413,
    )
  })

  it.each(['text/plain', 'application/xml', 'nonsense'])('415 for a body of type %s', async type => {
    const { app } = await build()
    const headers = { 'content-type': type }
    problemOf(await app.inject({ method: 'POST', url: '/orders', headers, payload: '<a/>' }), 415)
  })

  it('404 for an unknown path, 405 for an unknown method', async () => {
    const { app } = await build()
    expect(problemOf(await app.inject('/nowhere?key=x'), 404).detail).toBe(
      'There is nothing at GET /nowhere.',
    )
    problemOf(await app.inject({ method: 'DELETE', url: '/orders' }), 405)
  })

  it('the problem that a route throws, as it is', async () => {
    const { app, lines } = await build()
    const response = await app.inject('/fail/conflict')
    expect(problemOf(response, 409)).toMatchObject({
      type: 'urn:shop:problem:sold-out',
      title: 'Sold out',
      detail: 'Order something else.',
      orderId: 'o-1',
    })
    expect(response.headers['x-extra']).toBe('yes')
    expect(lines.filter(line => line.level === 'error')).toEqual([])
  })

  it('429 beyond the limit, on unknown paths too, but never for health and metrics', async () => {
    const { app } = await build({ config: { RATE_LIMIT_PER_SECOND: 2 } })
    const twice = [await app.inject('/seen'), await app.inject('/nowhere')]
    expect(twice.map(response => response.statusCode)).toEqual([200, 404])
    const refused = await app.inject('/seen')
    problemOf(refused, 429)
    expect(refused.headers['retry-after']).toBe('1')
    problemOf(await app.inject('/nowhere'), 429)
    for (const url of ['/health/live', '/health/ready', '/metrics'])
      expect((await app.inject(url)).statusCode).toBe(200)
    expect((await app.inject({ url: '/seen', remoteAddress: '10.1.2.3' })).statusCode).toBe(200)
  })
})

describe('what is not the client’s fault', () => {
  it.each(['bug', 'text', 'imposter', 'unwritable'])('500 without internals: %s', async kind => {
    const { app, lines } = await build()
    const response = await app.inject(`/fail/${kind}`)
    const body = problemOf(response, 500)
    expect(response.body).not.toMatch(/secret|app\.ts|thrown|upstream/)
    const logged = lines.find(line => line.level === 'error')
    expect(logged).toMatchObject({
      msg: 'a request failed',
      correlationId: response.headers['x-correlation-id'],
    })
    expect(body.instance).toBe(`urn:uuid:${logged?.requestId}`)
    expect(JSON.stringify(logged?.err)).toMatch(/secret internals|thrown text|upstream|HttpProblem/)
  })

  it.each([
    ['database', '1'],
    ['busy', '5'],
    ['refused', '1'],
  ])('503 with Retry-After: %s', async (kind, seconds) => {
    const { app, lines } = await build()
    const response = await app.inject(`/fail/${kind}`)
    problemOf(response, 503)
    expect(response.headers['retry-after']).toBe(seconds)
    expect(response.body).not.toMatch(/10\.0\.0\.1|outbox/)
    expect(lines.some(line => line.level === 'warn')).toBe(true)
  })

  it('200 in time, though the limit is the longest that can be set', async () => {
    const { promise: warned, resolve: warn } = Promise.withResolvers<Error>()
    process.once('warning', warn)
    const { app } = await build({ config: { REQUEST_TIMEOUT_MS: longestTimerMs } })
    expect((await app.inject('/seen')).statusCode).toBe(200)
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    expect((await fetch(`${address}/seen`)).status).toBe(200)
    process.off('warning', warn)
    expect(await Promise.race([warned, 'no warning'])).toBe('no warning')
  })

  it('503 for a handler that takes too long', async () => {
    const { app } = await build({ config: { REQUEST_TIMEOUT_MS: 25 } })
    const response = await app.inject('/hang')
    problemOf(response, 503)
    expect(response.headers['retry-after']).toBe('1')
  })
})

describe('over a real socket', () => {
  async function exchange(app: HttpApp, sent: string): Promise<string> {
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(sent)
    return text(socket)
  }

  it('cuts an answer that has begun and does not end in time, but none that its route took over', async () => {
    const { app } = await build({ config: { REQUEST_TIMEOUT_MS: 500 } })
    app.get('/begun', { config: { access: 'public' } }, (_request, reply) => {
      const endless = new Readable({ read() {} })
      endless.push('begun')
      reply.send(endless)
    })
    app.get('/taken', { config: { access: 'public' } }, (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200)
      const writing = setInterval(() => reply.raw.write('.'), 10)
      setTimeout(() => {
        clearInterval(writing)
        reply.raw.end('ended')
      }, 1_000)
    })
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    const taken = fetch(`${address}/taken`)
    const get = 'GET /begun HTTP/1.1\r\nHost: x\r\n\r\n'
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    socket.write(get)
    expect(await text(socket)).toMatch(/ 200 .*begun\r\n$/s)
    expect(await (await taken).text()).toMatch(/^\.+ended$/)
  })

  it('400 for what is no HTTP', async () => {
    const { app } = await build()
    const answer = await exchange(app, 'NONSENSE\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*application\/problem\+json/s)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, type: 'about:blank' })
  })

  it('408 for a request that does not arrive in time', async () => {
    const { app } = await build({ config: { REQUEST_TIMEOUT_MS: 200 } })
    const answer = await exchange(
      app,
      'POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*application\/problem\+json/s)
  })

  it('finishes running requests while it closes, and refuses new ones with 503', async () => {
    const { app } = await build()
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    app.get('/slow', { config: { access: 'public' } }, async () => {
      enter()
      await released
      return { done: true }
    })
    const address = {
      port: Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port),
      host: '127.0.0.1',
    }
    let connections = 0
    app.server.on('connection', () => {
      connections += 1
    })
    const [running, waiting, silent] = [connect(address), connect(address), connect(address)]
    const [finished, refused, cut] = [text(running), text(waiting), text(silent)]
    running.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    waiting.write('GET /slow HTTP/1.1\r\nHost: x\r\n')
    await entered
    await expect.poll(() => connections).toBe(3)
    const closed = app.close()
    await expect.poll(() => app.server.listening).toBe(false)
    waiting.write('\r\n')
    expect(await refused).toMatch(/^HTTP\/1\.1 503 .*connection: close.*application\/problem\+json/is)
    release()
    expect(await finished).toMatch(/^HTTP\/1\.1 200 .*connection: close.*{"done":true}/s)
    expect(await cut).toBe('')
    await closed
  })

  it('closes at once when nothing runs, whoever is still connected', async () => {
    const { app } = await build()
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const accepted = once(app.server, 'connection')
    const silent = text(connect(Number(port), '127.0.0.1'))
    await accepted
    await app.close()
    expect(await silent).toBe('')
  })
})
