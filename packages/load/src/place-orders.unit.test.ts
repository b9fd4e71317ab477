import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { type AcceptedOrder, placeOrders } from './place-orders.ts'
import { type OrderRequest, wave } from './wave.ts'

let close: () => void = () => {}
afterEach(() => close())

interface Seen {
  readonly key: string
  readonly body: OrderRequest
}

/** A service on loopback; `answer` is told how often it has seen the request's key. */
async function service(answer: (response: ServerResponse, time: number, request: IncomingMessage) => void) {
  const seen: Seen[] = []
  const times = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const key = String(request.headers['idempotency-key'])
    seen.push({ key, body: (await json(request)) as OrderRequest })
    times.set(key, (times.get(key) ?? 0) + 1)
    answer(response, times.get(key) as number, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { orderUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

let ids = 0
const accept = (response: ServerResponse) => {
  ids += 1
  response.writeHead(202).end(JSON.stringify({ orderId: `order-${ids}`, status: 'PENDING' }))
}

describe('placeOrders', () => {
  it('places every order once, each with its own key', async () => {
    const { orderUrl, seen } = await service(accept)
    const accepted: AcceptedOrder[] = []
    const orders = [...wave(100, 1)]
    const report = await placeOrders({ orderUrl, orders, onAccepted: order => accepted.push(order) })
    expect(report).toMatchObject({ accepted: 100, retries: 0 })
    expect(report.acceptP99Ms).toBeGreaterThanOrEqual(report.acceptP50Ms)
    expect(new Set(seen.map(({ key }) => key)).size).toBe(100)
    expect(new Set(seen.map(({ body }) => JSON.stringify(body)))).toEqual(
      new Set(orders.map(order => JSON.stringify(order))),
    )
    expect(new Set(accepted.map(({ orderId }) => orderId)).size).toBe(100)
    expect(accepted[0]).toMatchObject({ attempts: 1, idempotencyKey: expect.any(String) })
  })

  it('sends the same request with the same key while the service is away', async () => {
    const { orderUrl, seen } = await service((response, time) => {
      if (time === 1) response.writeHead(503).end()
      else if (time === 2) response.socket?.destroy()
      else if (time === 3) response.writeHead(429, { 'retry-after': '0' }).end()
      else accept(response)
    })
    const accepted: AcceptedOrder[] = []
    const report = await placeOrders({
      orderUrl,
      orders: wave(3, 1),
      onAccepted: order => accepted.push(order),
    })
    expect(report).toMatchObject({ accepted: 3, retries: 9 })
    for (const { idempotencyKey, request, attempts } of accepted) {
      const sent = seen.filter(({ key }) => key === idempotencyKey)
      expect(sent).toHaveLength(4)
      expect(attempts).toBe(4)
      for (const { body } of sent) expect(body).toEqual(request)
    }
  })

  it('says who it is with each attempt', async () => {
    const said: unknown[] = []
    const { orderUrl } = await service((response, time, { headers }) => {
      said.push(headers.authorization)
      if (time === 1) response.writeHead(503).end()
      else accept(response)
    })
    let n = 0
    await placeOrders({ orderUrl, orders: wave(1, 1), authorization: async () => `Bearer ${++n}` })
    expect(said).toEqual(['Bearer 1', 'Bearer 2'])
  })

  it('sends again what is not answered in time', async () => {
    const { orderUrl } = await service((response, time) => time > 1 && accept(response))
    const report = await placeOrders({ orderUrl, orders: wave(2, 1), answerWithinMs: 50 })
    expect(report.accepted).toBe(2)
    expect(report.retries).toBeGreaterThanOrEqual(2) // more where an answer takes long
  })

  it('holds to its concurrency, whatever the source', async () => {
    let [now, most] = [0, 0]
    const { promise: four, resolve: come } = Promise.withResolvers<void>()
    const { orderUrl } = await service(async response => {
      now += 1
      most = Math.max(most, now)
      if (now === 4) come()
      await four
      setTimeout(() => {
        now -= 1
        accept(response)
      }, 5)
    })
    async function* source() {
      yield* wave(40, 1)
    }
    await placeOrders({ orderUrl, orders: source(), concurrency: 4 })
    expect(most).toBe(4)
  })

  it('stops at an answer that no retry mends', async () => {
    const { orderUrl, seen } = await service(response => response.writeHead(400).end('no such field'))
    const load = placeOrders({ orderUrl, orders: wave(1_000, 1), concurrency: 2 })
    await expect(load).rejects.toThrow('An order was not accepted: 400 no such field')
    expect(seen.length).toBeLessThanOrEqual(4)
  })

  it('loses its patience', async () => {
    const { orderUrl } = await service(response => response.writeHead(503).end('away'))
    await expect(placeOrders({ orderUrl, orders: wave(1, 1), patienceMs: 100 })).rejects.toThrow('503 away')
  })

  it('takes no more orders once it is told to stop', async () => {
    const stop = new AbortController()
    const { orderUrl, seen } = await service(accept)
    function* endless(): Generator<OrderRequest> {
      for (let seed = 0; ; seed++) yield* wave(10, seed)
    }
    const { accepted } = await placeOrders({
      orderUrl,
      orders: endless(),
      concurrency: 4,
      signal: stop.signal,
      onAccepted: () => seen.length > 20 && stop.abort(),
    })
    expect(accepted).toBe(seen.length)
  })
})
