import { connect, type Socket } from 'node:net'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

let app: HttpApp
let port: number
let registry: Registry
let sockets: Socket[]
beforeEach(async () => {
  registry = new Registry()
  sockets = []
  const config = { CONNECTIONS_MAX: 4, IDLE_CONNECTIONS_MAX: 2 }
  app = (await fixtureApp({ config, registry })).app
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await app.close()
})

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  sockets.push(socket)
  await new Promise(resolve => socket.once('connect', resolve))
  socket.resume()
  return socket
}

const patience = { timeout: 30_000 }

/** What the server sees: it may accept later than the client connects. */
async function seen(counts: object): Promise<void> {
  await vi.waitFor(async () => {
    const metrics = await registry.getMetricsAsJSON()
    const of = (name: string) =>
      metrics
        .find(metric => metric.name === name)
        ?.values.map(({ labels, value }) => [Object.values(labels)[0], value])
    const found = { open: of('http_connections'), closed: of('http_connections_closed_total') }
    expect({ open: Object.fromEntries(found.open!), closed: Object.fromEntries(found.closed!) }).toEqual(
      counts,
    )
  }, patience)
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
const ended = (socket: Socket) => vi.waitFor(() => expect(socket.closed).toBe(true), patience)

test('the connection that is idle for the longest makes room for another', async () => {
  const first = await open()
  await seen({ open: { idle: 1, busy: 0 }, closed: { all: 0, idle: 0 } })
  const second = await open()
  await seen({ open: { idle: 2, busy: 0 }, closed: { all: 0, idle: 0 } })
  first.write(request('/seen')) // and so is idle for a shorter time
  await new Promise(resolve => first.once('data', resolve))
  await seen({ open: { idle: 2, busy: 0 }, closed: { all: 0, idle: 0 } })
  const third = await open()
  await ended(second)
  expect([first.closed, third.closed]).toEqual([false, false])
  await seen({ open: { idle: 2, busy: 0 }, closed: { all: 0, idle: 1 } })
})

test('one that waits for an answer is left alone, until there are too many in all', async () => {
  const waiting = []
  for (let busy = 1; busy <= 4; busy += 1) {
    const socket = await open()
    socket.write(request('/hang') + (busy === 1 ? request('/hang') : '')) // the first sends two at once
    await seen({ open: { idle: 0, busy }, closed: { all: 0, idle: 0 } })
    waiting.push(socket)
  }
  await ended(await open())
  expect(waiting.map(({ closed }) => closed)).toEqual([false, false, false, false])
  await seen({ open: { idle: 0, busy: 4 }, closed: { all: 1, idle: 0 } })
})

test('requests whose connection is gone are over, those behind another one too', async () => {
  const inFlight = async () =>
    (await registry.getSingleMetric('http_requests_in_flight')?.get())?.values.map(({ value }) => value)
  const socket = await open()
  socket.write(request('/hang').repeat(3))
  await vi.waitFor(async () => expect(await inFlight()).toEqual([3]), patience)
  socket.destroy()
  await vi.waitFor(async () => expect(await inFlight()).toEqual([0]), patience)
})
