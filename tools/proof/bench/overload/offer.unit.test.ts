import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { isWhole } from './connection.ts'
import { offer } from './offer.ts'
import { ofFew, requests } from './requests.ts'

const closing: (() => unknown)[] = []
afterEach(() => closing.splice(0).forEach(close => void close()))

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closing.push(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const order = { customerId: 'customer-41', items: [{ productId: 'prod-1', quantity: 1 }] }

async function offered(listener: RequestListener, connections = 200, perSecond = 400) {
  const orderIds: string[] = []
  const found = await offer({
    url: await serve(listener),
    connections,
    perSecond,
    seconds: 0.25,
    next: requests([order], new Map([['customer-41', 'Bearer token']])),
    onAccepted: orderId => void orderIds.push(orderId),
    signal: new AbortController().signal,
  })
  return { ...found, orderIds }
}

test('sends as many as the rate says, each a request of its own, and tells accepted from refused', async () => {
  const keys = new Set<unknown>()
  let place = 0
  const { accepted, refused, odd, orderIds } = await offered(async (request, response) => {
    const n = place++
    keys.add(request.headers['idempotency-key'])
    expect(request.headers.authorization).toBe('Bearer token')
    expect(await json(request)).toEqual(order)
    if (n % 4 === 0) response.writeHead(202, { 'content-length': 15 }).end(`{"orderId":"${'abc'[n % 3]}"}`)
    else if (n % 4 === 1) response.writeHead(429, { 'content-length': 0, 'retry-after': '1' }).end()
    else if (n % 4 === 2) response.writeHead(503, { 'content-length': 0, 'retry-after': '2' }).end()
    else response.writeHead(503, { 'content-length': 0 }).end()
  })
  expect([accepted.length, refused.length, odd, keys.size]).toEqual([25, 50, 25, 100])
  expect(new Set(orderIds)).toEqual(new Set(['a', 'b', 'c']))
})

test('waits for no answer', async () => {
  let underWay = 0
  const { promise: allSent, resolve } = Promise.withResolvers<void>()
  const { accepted, waited, sentPerSecond } = await offered(async (_, response) => {
    if (++underWay === 100) resolve()
    await allSent
    await delay(50)
    response.writeHead(202, { 'content-length': 15 }).end('{"orderId":"a"}')
  })
  expect(accepted).toHaveLength(100)
  expect(Math.min(...accepted)).toBeGreaterThanOrEqual(49)
  expect(waited).toHaveLength(100)
  expect(sentPerSecond).toBeLessThanOrEqual(400)
})

test('what finds no connection waits for one, and the time is told apart', async () => {
  const { accepted, waited, sentPerSecond } = await offered(async (_, response) => {
    await delay(50)
    response.writeHead(202, { 'content-length': 15 }).end('{"orderId":"a"}')
  }, 10)
  expect(accepted).toHaveLength(100)
  // Ten at a time take half a second, and the last was due at a quarter.
  expect(Math.max(...waited)).toBeGreaterThan(150)
  expect(sentPerSecond).toBeLessThan(250)
})

test('a connection that ends without an answer is odd', async () => {
  const { odd } = await offered(request => request.socket.destroy(), 100)
  expect(odd).toBe(100)
})

test('an answer is whole when all of its body is there', () => {
  const head = 'HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\n'
  expect([head, `${head}\r\nab`, `${head}\r\nabcd`].map(isWhole)).toEqual([false, false, true])
})

test('few customers have the orders of many, and keep what they are made for', () => {
  const declined = { ...order, customerId: 'declined-120' }
  expect([...ofFew([order, declined], 40)].map(({ customerId }) => customerId)).toEqual([
    'customer-1',
    'declined-0',
  ])
})
