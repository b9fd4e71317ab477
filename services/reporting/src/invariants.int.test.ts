import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { parseSamples, sumOf } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reporting } from './app.ts'
import { configSchema } from './config.ts'

const migrations = new URL('../migrations/', import.meta.url)
let service: ServiceUnderTest
beforeAll(async () => {
  service = await startServiceUnderTest({ define: reporting, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const total = { amount: 1050, currency: 'EUR' }
const dispatchedTo = (orderId: string) => service.message('ShipmentDispatched', { orderId })
const paidFor = (orderId: string) => service.message('PaymentCaptured', { orderId, amount: total })
const completed = (orderId: string) => service.message('OrderCompleted', { orderId })
const cancelled = (orderId: string) => service.message('OrderCancelled', { orderId })

/** An order of which these events, and its reservation, came so many minutes ago. */
function order(minutesAgo: number, ...events: readonly ((orderId: string) => Message)[]): Message[] {
  const orderId = crypto.randomUUID()
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString()
  return [
    service.message('OrderCreated', { orderId, createdAt: at }),
    service.message('StockReserved', { orderId, total }),
    ...events.map(event => event(orderId)),
  ].map(message => ({ ...message, headers: { ...message.headers, ce_time: at } }))
}

async function violations() {
  const samples = parseSamples((await service.get('/metrics')).body)
  const of = (invariant: string) => sumOf(samples, 'invariant_violations', { invariant })
  return [of('money-adds-up'), of('completed-is-dispatched')]
}

test('orders that ended against an invariant are counted, once they have had the time to mend it, for a day', async () => {
  const sound = [paidFor, dispatchedTo, completed]
  await service.send(...order(10, ...sound), ...order(10, cancelled))
  await service.settled()
  await expect.poll(violations).toEqual([0, 0])

  // Sums that no double holds are whole again when they are read: all of 3 × (2^53 − 1) went back, then 1 was paid.
  const orderId = crypto.randomUUID()
  const much = { amount: Number.MAX_SAFE_INTEGER, currency: 'XTS' }
  const one = { amount: 1, currency: 'XTS' }
  const at = new Date(Date.now() - 10 * 60_000).toISOString()
  const created = service.message('OrderCreated', { orderId, createdAt: at })
  const of = (type: 'PaymentCaptured' | 'PaymentRefunded', amount: typeof one) =>
    service.message(type, { orderId, amount })
  for (const messages of [
    [created, ...[0, 1, 2].map(() => of('PaymentCaptured', much))],
    [0, 1, 2].map(() => of('PaymentRefunded', much)),
    [of('PaymentCaptured', one)],
    [service.message('StockReserved', { orderId, total: one }), dispatchedTo(orderId), completed(orderId)],
  ]) {
    await service.send(...messages.map(m => ({ ...m, headers: { ...m.headers, ce_time: at } })))
    await service.settled()
  }
  await expect.poll(violations).toEqual([0, 0])

  const unsound = [
    [paidFor, completed],
    [paidFor, cancelled],
    [dispatchedTo, completed],
    [paidFor, cancelled],
  ] as const
  for (const minutesAgo of [1, 10, 2 * 24 * 60]) {
    await service.send(...unsound.flatMap(events => order(minutesAgo, ...events)))
  }
  await service.settled()
  await expect.poll(violations).toEqual([3, 1])
})
