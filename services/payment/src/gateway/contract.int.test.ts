import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { isId } from '@orderflow/events'
import { type GatewaySimulator, startGatewaySimulator } from '@orderflow/test-servers/gateway'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeadline } from './deadline.ts'
import { createHttpGateway } from './http.ts'
import { createInProcessGateway } from './in-process.ts'
import type { Abandoned, GatewayCall, PaymentGateway } from './port.ts'

const slowMs = 50
const retryAfter = { minMs: 100, maxMs: 60_000 }
let simulator: GatewaySimulator
let http: PaymentGateway
beforeAll(async () => {
  simulator = await startGatewaySimulator({ settings: { slowMs } })
  http = createHttpGateway({ url: simulator.url, connections: 1, retryAfter })
})
afterAll(async () => {
  await http?.close?.()
  await simulator?.stop()
})

const order = (customerId = 'customer-1'): GatewayCall => ({
  orderId: crypto.randomUUID(),
  customerId,
  amount: { amount: 1250, currency: 'EUR' },
})

describe.each([
  { name: 'within the process', adapter: () => createInProcessGateway({ testValues: true, slowMs }) },
  { name: 'over HTTP', adapter: () => http },
])('the gateway $name', ({ adapter }) => {
  test('approves a capture and its refund, with its references', async () => {
    const call = order()
    const { orderId } = call
    const gateway = adapter()
    expect(await gateway.capture(call)).toEqual({
      orderId,
      operation: 'capture',
      result: 'approved',
      reference: `cap-${orderId}`,
    })
    expect(await gateway.refund(call)).toEqual({
      orderId,
      operation: 'refund',
      result: 'approved',
      reference: `ref-${orderId}`,
    })
  })

  test.each(['😀'.repeat(100), 'x'.repeat(100), ' Größe '])('takes an order of any id: %s', async orderId => {
    const call = { ...order(), orderId }
    const gateway = adapter()
    for (const reply of [await gateway.capture(call), await gateway.refund(call)]) {
      const { result, reference = '' } = reply as { result: string; reference?: string }
      expect(result).toBe('approved')
      expect(isId(reference)).toBe(true)
    }
    expect(await gateway.capture(call)).toEqual(await gateway.capture(call))
  })

  test('declines with a code, and again when it is asked again', async () => {
    const call = order('declined-1')
    const gateway = adapter()
    const declined = {
      orderId: call.orderId,
      operation: 'capture',
      result: 'declined',
      reason: 'CARD_DECLINED',
    }
    expect(await gateway.capture(call)).toEqual(declined)
    expect(await gateway.capture(call)).toEqual(declined)
  })

  test('gives the same answer to calls with the same key, one after the other and at once', async () => {
    const call = order()
    const gateway = adapter()
    const first = await gateway.capture(call)
    expect(await Promise.all([gateway.capture(call), gateway.capture(call)])).toEqual([first, first])
  })

  test('leaves a slow customer pending, and charges in the end', async () => {
    const call = order('slow-1')
    const gateway = adapter()
    expect(await gateway.capture(call)).toEqual({ result: 'pending', askAgainMs: expect.any(Number) })
    await expect.poll(() => gateway.capture(call)).toMatchObject({ result: 'approved' })
  })
})

describe('over HTTP', () => {
  /** One call while the gateway behaves as told. */
  async function during(
    settings: Parameters<GatewaySimulator['change']>[0],
    call = order(),
    abandoned?: Abandoned,
  ) {
    simulator.change(settings)
    try {
      return await http.capture(call, abandoned)
    } finally {
      const zeros = Object.fromEntries(Object.keys(settings).map(name => [name, 0]))
      simulator.change({ ...zeros, open: true })
    }
  }
  const charges = ({ orderId }: GatewayCall) => simulator.ledger.ofOrder(orderId).length

  test.each([
    { when: { open: false }, code: 'GATEWAY_FAILED', charged: 0 },
    { when: { errorRate: 1 }, code: 'GATEWAY_FAILED', charged: 0 },
    { when: { lostRate: 1 }, code: 'GATEWAY_UNREACHABLE', charged: 1 },
    { when: { garbledRate: 1 }, code: 'GATEWAY_ANSWER_INVALID', charged: 1 },
  ])(
    'no answer, $code, is found again by the key and charged once: $when',
    async ({ when, code, charged }) => {
      const call = order()
      await expect(during(when, call)).rejects.toMatchObject({ code })
      expect(charges(call)).toBe(charged)
      expect(await http.capture(call)).toMatchObject({ result: 'approved' })
      expect(charges(call)).toBe(1)
    },
  )

  test('a gateway that never answers is left at the deadline, and has charged once', async () => {
    const call = order()
    const late = createDeadline(300).run(abandoned => during({ silentRate: 1 }, call, abandoned))
    await expect(late).rejects.toMatchObject({ code: 'GATEWAY_TIMEOUT' })
    expect(await http.capture(call)).toMatchObject({ result: 'approved' })
    expect(charges(call)).toBe(1)
  })

  test('an answer that trickles for longer than the deadline is left at it', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(' '), 50)
      response.once('close', () => clearInterval(timer))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const gateway = createHttpGateway({ url, connections: 1, retryAfter })
    const late = createDeadline(300).run(abandoned => gateway.capture(order(), abandoned))
    await expect(late).rejects.toMatchObject({ code: 'GATEWAY_TIMEOUT' })
    // The connection is given up as well: the server's side of it closes.
    await expect.poll(async () => await promisify(server.getConnections.bind(server))()).toBe(0)
    await gateway.close?.()
    server.close()
  })

  test.each([
    [202, { result: 'pending', askAgainMs: 7_000 }],
    [408, { code: 'GATEWAY_FAILED', retryAfterMs: 7_000 }],
    [429, { code: 'GATEWAY_FAILED', retryAfterMs: 7_000 }],
    [500, { code: 'GATEWAY_FAILED', retryAfterMs: 7_000 }],
    [503, { code: 'GATEWAY_FAILED', retryAfterMs: 7_000 }],
    [301, { code: 'GATEWAY_REQUEST_REFUSED', retryAfterMs: 7_000 }],
    [413, { code: 'GATEWAY_REQUEST_REFUSED', retryAfterMs: 7_000 }],
  ])('Retry-After is followed on %i, on one line or several, and not made up', async (status, expected) => {
    const headers: Record<string, string | string[]> = {}
    const server = createServer((_, response) => response.writeHead(status, headers).end('{}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const gateway = createHttpGateway({ url, connections: 1, retryAfter })
    const ask = () => gateway.capture(order()).catch((error: unknown) => error)
    for (const asked of ['7', new Date(Date.now() + 7_000).toUTCString(), ['0', '7']]) {
      headers['retry-after'] = asked
      // Whole seconds: the answer's own date is one of the two that a date counts between.
      headers.date = new Date(Date.parse([asked].flat()[0] ?? '') - 7_000 || Date.now()).toUTCString()
      expect(await ask()).toMatchObject(expected)
    }
    headers['retry-after'] = '3600'
    expect(await ask()).toMatchObject(status === 202 ? { askAgainMs: 60_000 } : { retryAfterMs: 60_000 })
    headers['retry-after'] = 'soon'
    expect(await ask()).toMatchObject(status === 202 ? { askAgainMs: 1_000 } : { retryAfterMs: undefined })
    await gateway.close?.()
    server.close()
  })

  test('an answer that comes twice is never taken for the answer of another order', async () => {
    const calls = Array.from({ length: 40 }, () => order())
    // One connection: the repeated answer finds the next request waiting on it.
    simulator.change({ duplicateRate: 0.5, duplicateAfterMs: 5, latencyMs: 20 })
    const settled = await Promise.allSettled(calls.map(call => http.capture(call)))
    simulator.change({ duplicateRate: 0, duplicateAfterMs: 0, latencyMs: 0 })
    for (const [i, outcome] of settled.entries()) {
      const reference = `cap-${calls[i]?.orderId}`
      if (outcome.status === 'fulfilled') expect(outcome.value).toMatchObject({ reference })
      else expect(outcome.reason.code).toMatch(/GATEWAY_(UNREACHABLE|ANSWER_INVALID)/)
    }
    for (const call of calls) {
      await expect
        .poll(() => http.capture(call).catch(() => undefined))
        .toMatchObject({ orderId: call.orderId })
    }
    expect(simulator.ledger.totals().violations).toEqual([])
  })

  test('a request that the gateway refuses is told from one that failed', async () => {
    const call = order()
    await http.capture(call)
    const dearer = { ...call, amount: { amount: 9_999, currency: 'EUR' } }
    await expect(http.capture(dearer)).rejects.toMatchObject({ code: 'GATEWAY_REQUEST_REFUSED' })
    expect(simulator.ledger.totals().violations).toMatchObject([{ code: 'KEY_REUSED' }])
  })

  test('nobody at the address', async () => {
    const gateway = createHttpGateway({ url: 'http://127.0.0.1:1', connections: 1, retryAfter })
    await expect(gateway.capture(order())).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE' })
    await gateway.close?.()
  })
})
