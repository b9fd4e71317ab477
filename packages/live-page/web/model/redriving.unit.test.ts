import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Outcome, sendBack, type Untils } from './redriving.ts'
import { startSession } from './session.ts'
import { config } from './store.ts'

interface Sent {
  readonly service: string
  readonly body: {
    readonly ids?: readonly string[]
    readonly filter?: object
    readonly after?: string
    readonly dryRun: boolean
  }
}

const sent: Sent[] = []
const until = '2026-01-15T10:30:00.000Z'

/** Whether a service is away for a request. */
let isAway: (service: string, asked: Sent['body']) => boolean

/** Services `order`, which is away, and `payment`, which has two pages of letters. */
beforeEach(async () => {
  sent.length = 0
  isAway = service => service === 'order'
  await startSession(undefined, undefined)
  config.value = { services: { payment: 'http://payment', order: 'http://order' } }
  vi.stubGlobal('fetch', async (url: string, { body }: { body: string }) => {
    const service = new URL(url).hostname
    const asked: Sent['body'] = JSON.parse(body)
    sent.push({ service, body: asked })
    if (isAway(service, asked)) throw new TypeError('fetch failed')
    const results = [
      { status: 'redriven', target: 'a.v1' },
      { status: 'refused', target: 'a.v1', detail: 'It is cut.' },
    ]
    const isFirst = asked.filter !== undefined && asked.after === undefined
    const answer = { redriven: 1, already: 0, refused: 1, results, ...(asked.filter && { until }) }
    return Response.json({ ...answer, ...(isFirst && { next: 'a.v1.payment.dlq/0/1' }) })
  })
})
afterEach(() => vi.unstubAllGlobals())

const options = (untils: Untils, dryRun: boolean) => ({
  ...{ untils, dryRun, signal: new AbortController().signal, onProgress: (_: Outcome) => {} },
})

test('all that match are sent back page by page, until the time of the dry run; who is away is named', async () => {
  const untils: Untils = new Map()
  const tried = await sendBack({ filter: { reason: 'R' } }, options(untils, true))
  expect(tried).toEqual({
    ...{ redriven: 2, already: 0, refused: 2 },
    targets: new Map([['a.v1', 2]]),
    refusals: new Map([['It is cut.', 2]]),
    problems: [{ service: 'order', why: 'It does not answer.' }],
  })
  sent.length = 0
  await sendBack({ filter: { reason: 'R' } }, options(untils, false))
  const all = { filter: { reason: 'R', until }, limit: 500, dryRun: false }
  expect(sent).toEqual([
    { service: 'payment', body: all },
    { service: 'payment', body: { ...all, after: 'a.v1.payment.dlq/0/1' } },
  ])
})

test('a service that was away when it was tried sends nothing back, though it has come back since', async () => {
  const untils: Untils = new Map()
  await sendBack({ filter: {} }, options(untils, true))
  sent.length = 0
  isAway = () => false
  const { problems } = await sendBack({ filter: {} }, options(untils, false))
  expect(problems).toEqual([
    { service: 'order', why: 'It was not tried to its end: nothing of it goes back.' },
  ])
  expect(new Set(sent.map(({ service }) => service))).toEqual(new Set(['payment']))
})

test('nor does one that went away while it was tried, of which nothing is counted', async () => {
  const untils: Untils = new Map()
  isAway = (service, { after }) => service === 'order' && after !== undefined
  const tried = await sendBack({ filter: {} }, options(untils, true))
  expect(tried).toMatchObject({
    redriven: 2,
    problems: [{ service: 'order', why: 'It does not answer.' }],
  })
  sent.length = 0
  isAway = () => false
  const { redriven } = await sendBack({ filter: {} }, options(untils, false))
  expect(redriven).toBe(tried.redriven)
  expect(new Set(sent.map(({ service }) => service))).toEqual(new Set(['payment']))
})

test('what went back before a service went away counts', async () => {
  const untils: Untils = new Map([['payment', until]])
  isAway = (_, { after }) => after !== undefined
  const { redriven } = await sendBack({ filter: { service: 'payment' } }, options(untils, false))
  expect(redriven).toBe(1)
})

test('of one service only that one is asked', async () => {
  await sendBack({ filter: { service: 'payment' } }, options(new Map(), true))
  expect(new Set(sent.map(({ service }) => service))).toEqual(new Set(['payment']))
  expect(sent[0]?.body.filter).toEqual({})
})

test('those that were selected go to their own services, some hundred at a time', async () => {
  const letters = Array.from({ length: 501 }, (_, n) => ({
    id: `a.v1.payment.dlq/0/${n}`,
    service: 'payment',
  }))
  await sendBack({ letters }, options(new Map(), false))
  expect(sent.map(({ body }) => body.ids?.length)).toEqual([500, 1])
})

test('it stops between two requests', async () => {
  const stopping = new AbortController()
  const stopped = {
    ...options(new Map([['payment', until]]), false),
    signal: stopping.signal,
    onProgress: () => stopping.abort(),
  }
  await sendBack({ filter: { service: 'payment' } }, stopped)
  expect(sent).toHaveLength(1)
})
