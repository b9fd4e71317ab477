import type { ProcessState } from '@orderflow/live-page/api'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createControlApp } from './app.ts'

const token = 'the-token-of-this-system'
const origin = 'http://127.0.0.1:3005'
const did: string[] = []

let app: FastifyInstance
let url: string
let host: string
beforeAll(async () => {
  app = await createControlApp({
    processes: {
      has: name => name === 'inventory',
      states: () => ({ inventory: 'up' }),
      async act(name, action): Promise<ProcessState> {
        did.push(`${action} ${name}`)
        return 'down'
      },
    },
    messages: {
      async duplicate(orderId) {
        did.push(`duplicate ${orderId ?? 'any'}`)
        return { type: 'OrderCreated', topic: 'order.created.v2' }
      },
      async poison(service) {
        did.push(`poison ${service ?? 'any'}`)
        return { topic: 'order.created.v2' }
      },
      async redrive() {
        did.push('redrive')
        return { redriven: 1, already: 0, refused: 0 }
      },
    },
    gate: { token, origins: [origin] },
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  host = new URL(url).host
})
afterAll(() => app.close())
beforeEach(() => {
  did.length = 0
})

const sound = () => ({ host, origin, 'x-control-token': token })
const kill = (headers: Record<string, string>) =>
  app.inject({ method: 'POST', url: '/processes/inventory/kill', headers })

describe('the control API', () => {
  it('does what the page asks for', async () => {
    const answer = await kill(sound())
    expect([answer.statusCode, answer.json()]).toEqual([200, { state: 'down' }])
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
    const post = (path: string, body: object) =>
      app.inject({ method: 'POST', url: path, headers: sound(), payload: body })
    expect((await post('/duplicate', { orderId: 'o-1' })).json()).toMatchObject({ type: 'OrderCreated' })
    expect((await post('/poison', {})).statusCode).toBe(200)
    expect((await post('/redrive', {})).json()).toMatchObject({ redriven: 1 })
    expect(did).toEqual(['kill inventory', 'duplicate o-1', 'poison any', 'redrive'])
    const state = await app.inject({ url: '/state', headers: sound() })
    expect(state.json()).toEqual({ processes: { inventory: 'up' } })
  })

  it('serves a program of this machine that has the token', async () => {
    expect((await kill({ host, 'x-control-token': token })).statusCode).toBe(200)
    expect((await kill({ ...sound(), host: `localhost:${new URL(url).port}` })).statusCode).toBe(200)
  })

  const refused: [string, () => Record<string, string>, number][] = [
    ['no token', () => ({ host, origin }), 401],
    ['another token', () => ({ ...sound(), 'x-control-token': `${token}x` }), 401],
    ['a page of another origin', () => ({ ...sound(), origin: 'http://evil.example' }), 403],
    ["the page's host on another port", () => ({ ...sound(), origin: 'http://127.0.0.1:3999' }), 403],
    ['a file, or a frame without an origin', () => ({ ...sound(), origin: 'null' }), 403],
    [
      'a foreign name that leads here',
      () => ({ ...sound(), host: `evil.example:${new URL(url).port}` }),
      403,
    ],
    ['the right name on another port', () => ({ ...sound(), host: '127.0.0.1:80' }), 403],
  ]
  it.each(refused)('refuses %s', async (_, headers, status) => {
    const answer = await kill(headers())
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
    expect(did).toEqual([])
  })

  it('tells browsers that other pages may not ask', async () => {
    const ask = (from: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/processes/inventory/kill',
        headers: { host, origin: from, 'access-control-request-method': 'POST' },
      })
    expect((await ask(origin)).headers['access-control-allow-origin']).toBe(origin)
    const other = await ask('http://evil.example')
    expect([other.statusCode, other.headers['access-control-allow-origin']]).toEqual([403, undefined])
  })

  it.each(['/processes/nobody/kill', '/processes/inventory/explode', '/processes/__proto__/kill'])(
    'knows nothing at %s',
    async path => {
      const answer = await app.inject({ method: 'POST', url: path, headers: sound() })
      expect(answer.statusCode).toBe(404)
      expect(did).toEqual([])
    },
  )

  it.each([
    ['a method that it does not take', 'DELETE', '/redrive', 405, 'POST, OPTIONS'],
    ['a path that it does not know', 'POST', '/nowhere', 404, undefined],
    ['a query', 'POST', '/redrive?all=1', 400, undefined],
  ] as const)('tells %s as a problem', async (_, method, path, status, allow) => {
    const { statusCode, headers, json } = await app.inject({ method, url: path, headers: sound() })
    expect([statusCode, headers.allow, headers['content-type']]).toEqual([
      status,
      allow,
      'application/problem+json',
    ])
    expect(json()).toMatchObject({ status, instance: expect.stringMatching(/^urn:uuid:/) })
  })

  it('refuses what is no request of the page', async () => {
    const post = (payload: object) =>
      app.inject({ method: 'POST', url: '/duplicate', headers: sound(), payload })
    expect((await post({ orderId: 7 })).statusCode).toBe(400)
    expect((await post({ orderId: 'x'.repeat(5_000) })).statusCode).toBe(413)
    expect(did).toEqual([])
  })

  it('listens on loopback alone', async () => {
    expect(app.addresses()).toEqual([expect.objectContaining({ address: '127.0.0.1' })])
  })
})
