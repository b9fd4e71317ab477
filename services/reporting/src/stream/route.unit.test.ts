import { once } from 'node:events'
import type { Frame } from '@orderflow/live-page/api'
import { commonConfig, createHttpApp, createLogger, type HttpApp, loadConfig } from '@orderflow/service-kit'
import { createTestIssuer } from '@orderflow/service-kit/testing'
import type { FastifyRequest } from 'fastify'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { afterEach, describe, expect, test } from 'vitest'
import { connectTo, type StreamClient } from './clients.fixture.ts'
import { streamRoute, usualPace } from './route.ts'

const product = { productId: 'prod-1', available: 1, reserved: 0, sold: 0, version: 1, updatedAt: '' }

/** A server that polls as often as it can, and counts; each frame says which poll it is of. */
async function serve(
  options: Partial<Parameters<typeof streamRoute>[2]> = {},
  filler = 10,
  before: (request: FastifyRequest) => Promise<void> = async () => {},
  env: Readonly<Record<string, string>> = { AUTHENTICATION: 'off' },
) {
  const config = loadConfig(Type.Object(commonConfig), {
    PORT: '0',
    DATABASE_URL: 'postgres://nowhere',
    KAFKA_BROKERS: 'nowhere:1',
    CORS_ORIGINS: 'http://page.example',
    ...env,
  })
  const registry = new Registry()
  const app = await createHttpApp({
    title: 'Stream',
    version: '1',
    logger: createLogger({ service: 'stream', level: 'silent' }),
    config,
    registry,
    checks: async () => ({}),
  })
  app.addHook('preHandler', before)
  let polls = 0
  const poll = async () =>
    ({ orders: { total: ++polls }, stock: [], at: 'x'.repeat(filler) }) as unknown as Frame
  streamRoute(
    app,
    { registry },
    {
      ...usualPace,
      everyMs: 5,
      poll,
      allStock: () => [product],
      maxClients: 100,
      ...options,
    },
  )
  open.push(app)
  const url = `${await app.listen({ port: 0 })}/stream`
  const connect = async (more: Parameters<typeof connectTo>[1] = {}) => {
    const client = await connectTo(url, more)
    clients.push(client)
    return client
  }
  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await registry.metrics())?.[1] ?? Number.NaN)
  return { app, url, connect, metric, polls: () => polls }
}

const open: HttpApp[] = []
const clients: StreamClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await Promise.all(open.splice(0).map(app => app.close()))
})

const total = ({ data }: { data: Frame }) => data.orders?.total as number
const frames = ({ received }: StreamClient) => received.filter(({ event }) => event === 'frame')
const has = (client: StreamClient, count: number) =>
  expect.poll(() => frames(client).length).toBeGreaterThanOrEqual(count)
/** Each number is the one before and one. */
const followOn = (numbers: readonly number[]) =>
  numbers.every((n, i) => i === 0 || n === (numbers[i - 1] as number) + 1)

test('a client is sent frames, the first of them with all products', async () => {
  const { connect } = await serve()
  const client = await connect()
  await has(client, 5)
  expect(client.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  })
  expect(followOn(frames(client).map(({ id }) => id as number))).toBe(true)
  expect(followOn(frames(client).map(total))).toBe(true)
  expect(
    frames(client)
      .map(({ data }) => data.stock)
      .slice(0, 3),
  ).toEqual([[product], [], []])
})

test('a page of a named origin may read it', async () => {
  const { url } = await serve()
  const response = await fetch(url, { headers: { origin: 'http://page.example' } })
  expect(response.headers.get('access-control-allow-origin')).toBe('http://page.example')
  await response.body?.cancel()
})

test('it ends with its token', async () => {
  const issuer = await createTestIssuer()
  const { url } = await serve({}, 10, undefined, issuer.env)
  // Clocks may differ by 30 s.
  const exp = Math.floor(Date.now() / 1_000) - 27
  const token = await issuer.token('ada', 'reports:read', { exp })
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect(await response.text()).toContain('event: frame')
  expect(Date.now()).toBeGreaterThanOrEqual((exp + 30) * 1_000)
})

describe('many clients', () => {
  test('share one poll, and see the same', async () => {
    // At the usual pace of these tests it is more than a busy machine reads.
    const { connect, polls, metric } = await serve({ everyMs: 50 })
    const all = await Promise.all(Array.from({ length: 50 }, () => connect()))
    await Promise.all(all.map(client => has(client, 5)))
    expect(await metric('stream_clients')).toBe(50)
    const latest = Math.max(...all.map(client => total(frames(client).at(-1) as never)))
    expect(polls()).toBeLessThanOrEqual(latest + 10) // which may be on their way
    const byId = new Map<number, Set<number>>()
    for (const frame of all.flatMap(frames))
      byId.set(frame.id as number, (byId.get(frame.id as number) ?? new Set()).add(total(frame)))
    expect([...byId.values()].every(totals => totals.size === 1)).toBe(true)
  })

  test('are refused beyond the limit, and let in when one has gone', async () => {
    const { connect, url } = await serve({ maxClients: 2 })
    const [first] = [await connect(), await connect()]
    const refused = await fetch(url)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('content-type')).toMatch('application/problem+json')
    expect(refused.headers.get('retry-after')).toBe('10')
    first.close()
    await expect
      .poll(async () => {
        const again = await connect()
        return again.response.statusCode
      })
      .toBe(200)
  })
})

test('a HEAD is answered like a GET, at once, and takes no place', async () => {
  const { connect, url, metric, polls } = await serve({ maxClients: 1 })
  const heads = await Promise.all(Array.from({ length: 20 }, () => fetch(url, { method: 'HEAD' })))
  expect(new Set(heads.map(({ status }) => status))).toEqual(new Set([200]))
  expect(heads[0]?.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(heads[0]?.headers.get('cache-control')).toBe('no-store')
  expect([await metric('stream_clients'), polls()]).toEqual([0, 0])
  await has(await connect(), 1)
  const full = await fetch(url, { method: 'HEAD' })
  expect([full.status, full.headers.get('retry-after')]).toEqual([503, '10'])
})

test('a connection that takes nothing for long is ended, and its place is free', async () => {
  const { connect, url, metric } = await serve(
    { maxClients: 1, heartbeatMs: 20, maxStalledMs: 1_000 },
    200_000,
  )
  const slow = await connect({ slow: true })
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(503)
  await expect.poll(() => metric('stream_clients')).toBe(0)
  slow.response.resume()
  await expect.poll(() => slow.closed).toBe(true)
  await has(await connect(), 1)
})

test('a client that is gone before its turn comes takes no place', async () => {
  const { app, url, metric, connect } = await serve(
    { maxClients: 1 },
    10,
    async (request: FastifyRequest) => {
      if (request.headers['last-event-id'] === 'gone') await once(request.raw.socket, 'close')
    },
  )
  let asked = 0
  app.server.on('request', () => asked++)
  const abort = new AbortController()
  const gone = fetch(url, { headers: { 'last-event-id': 'gone' }, signal: abort.signal })
  await expect.poll(() => asked).toBe(1)
  abort.abort()
  await expect(gone).rejects.toThrow()
  await has(await connect(), 1)
  expect(await metric('stream_clients')).toBe(1)
})

test('nobody is polled for when nobody listens', async () => {
  const { connect, polls, metric } = await serve()
  expect(polls()).toBe(0)
  const client = await connect()
  await has(client, 2)
  client.close()
  await expect.poll(() => metric('stream_clients')).toBe(0)
  const before = polls()
  const next = await connect()
  await has(next, 3)
  expect(total(frames(next)[0] as never) - before).toBeLessThanOrEqual(2)
})

describe('a client that comes back', () => {
  test('is sent just what it missed', async () => {
    const { connect, metric } = await serve()
    const [staying, leaving] = [await connect(), await connect()]
    await has(leaving, 3)
    leaving.close()
    const last = frames(leaving).at(-1) as { id: number; data: Frame }
    const seen = frames(staying).length
    await has(staying, seen + 30)
    const back = await connect({ lastEventId: last.id })
    await has(back, 40)
    expect(back.received[0]?.id).toBe(last.id + 1)
    expect(followOn([last, ...frames(back)].map(frame => total(frame as never)))).toBe(true)
    expect(frames(back).every(({ data }) => data.stock.length === 0)).toBe(true)
    expect(await metric('stream_dropped_frames_total')).toBe(0)
  })

  test('after nobody was there goes on where it was', async () => {
    const { connect, metric } = await serve()
    const client = await connect()
    await has(client, 3)
    client.close()
    await expect.poll(() => metric('stream_clients')).toBe(0)
    const last = frames(client).at(-1) as { id: number }
    const back = await connect({ lastEventId: last.id })
    await has(back, 2)
    expect(back.received[0]).toMatchObject({ id: last.id + 1, event: 'frame' })
  })

  test.each(['3', '0', '999999999999999', 'x', '-1', '1e3'])(
    'with an id that is not known (%s) is told so, and begins anew',
    async lastEventId => {
      const { connect } = await serve()
      const client = await connect({ lastEventId })
      await has(client, 2)
      expect(client.received[0]).toEqual({ event: 'reset', data: {} })
      expect(client.received[1]?.data.stock).toEqual([product])
    },
  )

  test('after longer than frames are kept begins anew', async () => {
    const { connect } = await serve({ keepMs: 40 })
    const [staying, leaving] = [await connect(), await connect()]
    await has(leaving, 1)
    leaving.close()
    const last = frames(leaving).at(-1) as { id: number }
    await has(staying, 60)
    const back = await connect({ lastEventId: last.id })
    await has(back, 1)
    expect(back.received[0]).toEqual({ event: 'reset', data: {} })
  })
})

test('for a client that does not read no more than the limit waits; it goes on with the newest and all products', async () => {
  // A frame of 200 kB: what the connection itself holds is soon full.
  const { app, connect, metric } = await serve({ everyMs: 1 }, 200_000)
  const sockets: { writableLength: number }[] = []
  app.server.on('connection', socket => sockets.push(socket))
  const slow = await connect({ slow: true })
  const [socket] = sockets
  const other = await connect()
  await expect.poll(() => (socket?.writableLength ?? 0) > usualPace.maxWaiting).toBe(true)
  const seen = frames(other).length
  await has(other, seen + 50)
  expect(socket?.writableLength).toBeLessThan(usualPace.maxWaiting + 500_000)

  // It reads again: it missed frames, and what comes next is whole.
  const chunks: string[] = []
  slow.response.on('data', (text: string) => chunks.push(text))
  await expect.poll(() => metric('stream_dropped_frames_total')).toBeGreaterThan(0)
  await expect.poll(() => (chunks.join('').match(/prod-1/g) ?? []).length).toBeGreaterThan(1)
})

test('a silent connection is sent comments', async () => {
  const { app, connect } = await serve({ heartbeatMs: 10, poll: () => new Promise(() => {}) })
  const client = await connect({ slow: true })
  let text = ''
  client.response.on('data', (more: string) => {
    text += more
  })
  await expect.poll(() => text).toContain(':\n\n:\n\n')
  expect(app.server.listening).toBe(true)
})

test('a server that stops ends its streams', async () => {
  const { app, connect } = await serve()
  const client = await connect()
  await has(client, 1)
  await app.close()
  await expect.poll(() => client.closed).toBe(true)
})
