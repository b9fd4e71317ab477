import { type Message, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import type { Past } from '@orderflow/live-page/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reporting } from '../app.ts'
import { configSchema } from '../config.ts'
import { accuracy } from '../domain/durations.ts'
import { takeSample } from './sampler.ts'

const migrations = new URL('../../migrations/', import.meta.url)
let service: ServiceUnderTest
beforeAll(async () => {
  service = await startServiceUnderTest({ define: reporting, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

/** A whole minute so many hours ago; each test has hours of its own, in which nothing else happened. */
const hoursAgo = (hours: number) => (Math.floor(Date.now() / 60_000) - hours * 60) * 60_000
const iso = (ms: number) => new Date(ms).toISOString()
const total = { amount: 1050, currency: 'EUR' }

/** An order that was placed then, and has ended so many seconds later. */
function order(
  placedAt: number,
  seconds: number,
  end: 'OrderCompleted' | 'OrderRejected' | 'OrderCancelled',
) {
  const orderId = crypto.randomUUID()
  const dated = (message: Message, at: number) => {
    return { ...message, headers: { ...message.headers, ce_time: iso(at) } }
  }
  return [
    dated(service.message('OrderCreated', { orderId, createdAt: iso(placedAt) }), placedAt),
    dated(service.message('StockReserved', { orderId, total }), placedAt),
    dated(service.message(end, { orderId }), placedAt + seconds * 1_000),
  ]
}

async function pastOf(from: number, seconds: number, step = 10): Promise<Past> {
  const query = new URLSearchParams({ from: iso(from), to: iso(from + seconds * 1_000), step: String(step) })
  const { status, body } = await service.get(`/past?${query}`)
  expect([status, body.detail]).toEqual([200, undefined])
  return body
}

const aroundMs = (seconds: number) =>
  expect.closeTo(seconds * 1_000, -Math.log10(4 * accuracy * seconds * 1_000))

test('orders count in the interval of their own time; durations are one distribution, whatever the interval', async () => {
  const at = hoursAgo(5)
  await service.send(
    ...Array.from({ length: 9 }, () => order(at + 1_000, 1, 'OrderCompleted')).flat(),
    ...order(at + 9_999, 11, 'OrderRejected'),
    ...order(at + 10_000, 15, 'OrderCancelled'),
  )
  await service.settled()
  const tens = await pastOf(at, 40)
  expect(tens).toMatchObject({
    from: iso(at),
    step: 10,
    placed: [10, 1, 0, null],
    completed: [9, 0, 0, null],
    rejected: [0, 0, 1, null],
    cancelled: [0, 0, 1, null],
  })
  const minute = await pastOf(at, 60, 60)
  expect(minute).toMatchObject({ placed: [11], completed: [9], rejected: [1], cancelled: [1] })
  // Of nine that took 1 s, one 11 and one 15: no mean of medians.
  expect([minute.p50Ms[0], minute.p99Ms[0]]).toEqual([aroundMs(1), aroundMs(15)])
  expect([tens.p50Ms, tens.p99Ms]).toEqual([
    [aroundMs(1), null, aroundMs(11), null],
    [aroundMs(1), null, aroundMs(15), null],
  ])
})

test('how things stood is told of the intervals at whose end it was looked at; of others nothing is known', async () => {
  const at = hoursAgo(8)
  const brokers = async () => ({ lag: { order: 3, payment: 0 }, deadLetters: { 'a.dlq': 1 } })
  const askedAgain = () => Promise.reject(new Error('the brokers were asked twice'))
  await takeSample(service.pool, brokers, new Date(at))
  const [before] = (
    await service.pool.query('SELECT events, orders FROM samples WHERE at = $1', [new Date(at)])
  ).rows
  await service.send(...order(at + 1_000, 5, 'OrderCompleted'))
  await service.settled()
  await takeSample(service.pool, brokers, new Date(at + 10_020))
  // Of another replica.
  await takeSample(service.pool, askedAgain, new Date(at + 10_030))
  // The brokers are away; then nobody looks.
  await takeSample(service.pool, async () => null, new Date(at + 20_000))

  const { total: placed, completed, open } = before.orders
  expect(await pastOf(at - 10_000, 50)).toMatchObject({
    placed: [0, 1, 0, null, null],
    completed: [0, 1, 0, null, null],
    orders: {
      total: [placed, placed + 1, placed + 1, null, null],
      completed: [completed, completed + 1, completed + 1, null, null],
      open: [open, open, open, null, null],
    },
    // Nothing is known of before the first.
    events: { OrderCreated: [null, 1, 0, null, null], OrderCompleted: [null, 1, 0, null, null] },
    lag: { order: [3, 3, null, null, null], payment: [0, 0, null, null, null] },
    deadLetters: { 'a.dlq': [1, 1, null, null, null] },
  })
  // The last look counts for a longer interval.
  expect(await pastOf(at, 60, 60)).toMatchObject({ placed: [1], orders: { total: [placed + 1] } })
})

test('what was captured stands in it as text', async () => {
  const at = hoursAgo(9)
  const much = { amount: Number.MAX_SAFE_INTEGER, currency: 'XTS' }
  const capture = () => service.message('PaymentCaptured', { orderId: crypto.randomUUID(), amount: much })
  await service.send(capture(), capture())
  await service.settled()
  await takeSample(service.pool, async () => null, new Date(at))
  const { revenue } = await pastOf(at - 10_000, 20)
  expect(revenue.find(({ currency }) => currency === 'XTS')).toEqual({
    currency: 'XTS',
    captured: ['18014398509481982', null],
    refunded: ['0', null],
  })
})

test('looks are taken while it runs', async () => {
  const taken = async () => {
    const { body } = await service.get('/past')
    return (body as Past).lag.reporting?.some(lag => lag !== null) ?? false
  }
  await expect.poll(taken, { interval: 500 }).toBe(true)
})

test('of too much the last is told; what is no moment is refused', async () => {
  const { status, body } = await service.get(
    '/past?step=10&from=2026-01-15T00:00:00Z&to=2026-01-15T20:00:00Z',
  )
  expect([status, (body as Past).from, (body as Past).placed.length]).toEqual([
    200,
    '2026-01-15T17:13:20.000Z',
    1_000,
  ])
  for (const wrong of ['step=15', 'step=0', 'from=yesterday', 'since=2026-01-15T00:00:00Z']) {
    expect([wrong, (await service.get(`/past?${wrong}`)).status]).toEqual([wrong, 400])
  }
})

test('orders are listed back from a moment', async () => {
  const at = hoursAgo(12)
  const placed = [0, 1, 2].map(n => order(at + n * 1_000, 1, 'OrderCompleted'))
  await service.send(...placed.flat())
  await service.settled()
  const idOf = (n: number) => JSON.parse(String(placed[n]?.[0]?.value)).orderId
  expect((await service.get('/orders?before=0000-01-01T00:00:00Z')).body).toEqual({ orders: [] })
  const { body } = await service.get(`/orders?limit=1&before=${iso(at + 2_000)}`)
  expect(body.orders.map(({ orderId }: { orderId: string }) => orderId)).toEqual([idOf(1)])
  const behind = await service.get(`/orders?limit=1&before=${iso(at + 2_000)}&cursor=${body.next}`)
  expect(behind.body.orders.map(({ orderId }: { orderId: string }) => orderId)).toEqual([idOf(0)])
})

test('what is older than its retention is deleted', async () => {
  const at = hoursAgo(20)
  await service.send(...order(at, 1, 'OrderCompleted'))
  await service.settled()
  await takeSample(service.pool, async () => null, new Date(at + 10_000))
  expect(await pastOf(at, 10)).toMatchObject({
    placed: [1],
    completed: [1],
    orders: { open: [expect.any(Number)] },
  })
  await service.pool.query('SELECT past_maintain(21)')
  expect((await pastOf(at, 10)).placed).toEqual([1])
  await service.pool.query('SELECT past_maintain(15)')
  expect(await pastOf(at, 10)).toMatchObject({ placed: [null], completed: [null], orders: { open: [null] } })
})
