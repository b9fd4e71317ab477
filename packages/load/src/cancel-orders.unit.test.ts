import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { cancelOrders } from './cancel-orders.ts'
import type { AcceptedOrder } from './place-orders.ts'

let close: () => void = () => {}
afterEach(() => close())

/** An order service that moves an order one status on each time it is looked at. */
async function service(answerTo: (orderId: string, time: number) => number) {
  const asked: string[] = []
  const said = new Set<string | undefined>()
  const looks = new Map<string, number>()
  const statuses = ['PENDING', 'STOCK_RESERVED', 'PAID', 'COMPLETED']
  const server = createServer((request, response) => {
    said.add(request.headers.authorization)
    const [, , orderId = ''] = (request.url ?? '').split('/')
    if (request.method === 'GET') {
      const look = looks.get(orderId) ?? 0
      looks.set(orderId, look + 1)
      response.end(JSON.stringify({ orderId, status: statuses[Math.min(look, 3)] }))
      return
    }
    asked.push(orderId)
    response.writeHead(answerTo(orderId, asked.filter(id => id === orderId).length)).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  const lastSeen = (orderId: string) => statuses[Math.min((looks.get(orderId) ?? 0) - 1, 3)]
  return { orderUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, said, lastSeen }
}

const accepted = (orderId: string, customerId = 'customer-1'): AcceptedOrder => {
  const times = { acceptedAt: new Date(), acceptedMs: 0, latencyMs: 1, attempts: 1 }
  return { orderId, idempotencyKey: orderId, request: { customerId, items: [] }, ...times }
}

describe('cancelOrders', () => {
  it('cancels the first at once, the second at its end, and slow ones while they are paid or not at all', async () => {
    const { orderUrl, asked, said, lastSeen } = await service(orderId => (orderId === 'second' ? 409 : 202))
    const authorization = async () => 'Bearer token'
    const cancelling = cancelOrders({ orderUrl, authorization, percent: 1e-9, withinMs: 1, seed: 1 })
    cancelling.onAccepted(accepted('first'))
    cancelling.onAccepted(accepted('second'))
    cancelling.onAccepted(accepted('third'))
    for (const id of ['slow-1', 'slow-2', 'slow-3']) cancelling.onAccepted(accepted(id, id))
    expect(await cancelling.done()).toEqual({ asked: 4, accepted: 3, tooLate: 1 })
    expect(asked.toSorted()).toEqual(['first', 'second', 'slow-1', 'slow-3'])
    expect([...said]).toEqual(['Bearer token'])
    expect(lastSeen('first')).toBeUndefined()
    expect(lastSeen('second')).toBe('COMPLETED')
    expect(lastSeen('slow-1')).toBe('STOCK_RESERVED')
  })

  it('cancels so many of a hundred', async () => {
    const { orderUrl } = await service(() => 202)
    const cancelling = cancelOrders({ orderUrl, percent: 20, withinMs: 5, seed: 3 })
    for (let n = 0; n < 1_000; n++) cancelling.onAccepted(accepted(`order-${n}`))
    const { asked } = await cancelling.done()
    expect(asked).toBeGreaterThan(160)
    expect(asked).toBeLessThan(240)
  })

  it('cancels none of none', async () => {
    const { orderUrl, asked } = await service(() => 202)
    const cancelling = cancelOrders({ orderUrl, percent: 0, withinMs: 5, seed: 3 })
    for (const id of ['order-1', 'slow-1']) cancelling.onAccepted(accepted(id, id))
    expect(await cancelling.done()).toEqual({ asked: 0, accepted: 0, tooLate: 0 })
    expect(asked).toEqual([])
  })

  it('asks again while the service is away, and fails with an answer that no retry mends', async () => {
    const { orderUrl, asked } = await service((orderId, time) => {
      if (orderId === 'bad') return 500
      return time === 1 ? 503 : 202
    })
    const first = cancelOrders({ orderUrl, percent: 100, withinMs: 1, seed: 1 })
    first.onAccepted(accepted('good'))
    expect(await first.done()).toEqual({ asked: 1, accepted: 1, tooLate: 0 })
    expect(asked).toEqual(['good', 'good'])

    const second = cancelOrders({ orderUrl, percent: 100, withinMs: 1, seed: 1 })
    second.onAccepted(accepted('bad'))
    await expect(second.done()).rejects.toThrow('A cancellation was answered 500')
  })
})
