import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Frame } from '../../src/api.ts'
import { ordersThen, past, startPast } from './past.ts'
import { moment, type RangeName, range } from './range.ts'
import { startSession } from './session.ts'
import { connection, eventRates, frame, latest, samples, shown, takeFrame } from './store.ts'

const hourMs = 3_600_000
const told = Date.UTC(2026, 0, 15, 10, 30)
let asked: URLSearchParams | undefined
let ordersAnswer: () => Response
let closed: AbortController

beforeEach(async () => {
  await startSession(undefined, undefined)
  asked = undefined
  ordersAnswer = () => Response.json({ orders: [] })
  closed = new AbortController()
  vi.stubGlobal('fetch', async (path: string) => {
    const [what, query] = path.split('?')
    if (what !== '/past') return ordersAnswer()
    asked = new URLSearchParams(query)
    return Response.json({ from: new Date(told).toISOString(), step: 10, placed: [] })
  })
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  connection.value = 'connecting'
  // While it is followed, so that nothing of then is left to be shown.
  past.value = frame.value = moment.value = undefined
  range.value = 'live'
  samples.value = []
  closed.abort()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const none = { events: null, orders: null, revenue: null, sagaMs: null, lag: null, watch: null }
const seen = (at: number, more: Partial<Frame> = {}): Frame => ({
  ...{ ...none, stock: [], gone: [], recent: [], deadLetters: null, ...more },
  at: new Date(at).toISOString(),
})

/** What is asked for by a browser whose clock is that wrong. */
async function askedFor(name: RangeName, at: number | undefined, wrongMs: number, seenAt = told) {
  vi.setSystemTime(seenAt + wrongMs)
  range.value = name
  moment.value = at
  startPast(closed.signal)
  connection.value = 'live'
  takeFrame(seen(seenAt))
  await vi.waitFor(() => expect(asked).toBeDefined())
  const time = (of: string) => {
    const value = asked?.get(of)
    return value == null ? undefined : Date.parse(value)
  }
  return { from: time('from'), to: time('to') }
}

test.each([-2 * hourMs, 0, 2 * hourMs])(
  'the past is asked for by the clock of whoever knows it, if that of the browser is wrong by %d ms',
  async wrongMs => {
    expect(await askedFor('day', undefined, wrongMs)).toEqual({ from: told - 24 * hourMs, to: undefined })
  },
)

test('a moment that the range has left behind as time went on is asked for anew', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  await askedFor('hour', undefined, 0)
  await vi.advanceTimersByTimeAsync(40 * 60_000)
  const at = told - hourMs / 2
  moment.value = at
  await vi.waitFor(() => expect(asked?.get('to')).toBe(new Date(at + hourMs / 2).toISOString()))
})

test('so is one that had not come when the range was told', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  await askedFor('hour', told - hourMs / 2, 0)
  await vi.advanceTimersByTimeAsync(2 * hourMs)
  moment.value = told + 1.5 * hourMs
  await vi.waitFor(() => expect(asked?.get('from')).toMatch('T11:30:00'))
})

test('the first interval that is told is of the range, and does not move it', async () => {
  await askedFor('hour', undefined, 0, told + 5_300)
  await vi.waitFor(() => expect(past.value).toBeDefined())
  asked = undefined
  moment.value = told - hourMs
  await new Promise(resolve => setTimeout(resolve))
  expect(asked).toBeUndefined()
})

test('nothing is known of a moment whose past has not been told, and that is what is shown', async () => {
  await askedFor('hour', told - 3 * hourMs, 0)
  await vi.waitFor(() => expect(past.value).toBeDefined())
  const orders = { total: 9, open: 1, completed: 8, rejected: 0, cancelled: 0 }
  takeFrame(seen(told + 500, { orders, lag: { order: 3 } }))
  expect(shown.value).toMatchObject({ orders: null, sagaMs: null, lag: null, deadLetters: null })
  expect(latest.value).toBeUndefined()
  expect(eventRates.value).toMatchObject({ OrderCreated: Number.NaN, OrderCompleted: Number.NaN })
})

test('the orders of a moment are never those of another', async () => {
  const orders = [{ orderId: 'a' }]
  ordersAnswer = () => Response.json({ orders })
  const at = told - hourMs / 2
  await askedFor('hour', at, 0)
  await vi.waitFor(() => expect(ordersThen.value).toEqual({ to: at + 10_000, orders }))
  ordersAnswer = () => Response.json({ detail: 'Not now.' }, { status: 503 })
  moment.value = at - 10_000
  await vi.waitFor(() => expect(ordersThen.value).toEqual({ to: at, why: 'Not now.' }))
})

test('so is that around a moment', async () => {
  const at = told - 3 * hourMs
  const around = { from: at - hourMs / 2, to: at + hourMs / 2 }
  expect(await askedFor('hour', at, -3 * hourMs)).toEqual(around)
})
