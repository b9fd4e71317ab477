import { setTimeout } from 'node:timers/promises'
import type { PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { expect, test } from 'vitest'
import type { Outgoing, Sent } from '../port.ts'
import { entryOf, largestRequest, requestsOf, type Sized } from './entry.ts'
import { incomingOf } from './envelope.ts'
import { createPublish } from './publisher.ts'
import { traceHeaderOf } from './trace-header.ts'

const eventOf = (value: string, attributes: Record<string, string> = {}): Outgoing => ({
  id: 'id-1',
  type: 'OrderCreated',
  domain: 'order',
  name: 'order.created',
  key: 'order-1',
  attributes: {
    specversion: '1.0',
    id: 'id-1',
    type: 'OrderCreated',
    source: '/services/order',
    ...attributes,
  },
  contentType: 'application/json; charset=utf-8',
  value: Buffer.from(value),
})

test('an event is the structured CloudEvent, with its data as they were', () => {
  const value = '{"price": 1.0, "n": 9007199254740993}'
  const { entry } = entryOf(eventOf(value, { time: '2026-01-15T10:30:00.500Z' }), 'orderflow') as Sized
  expect(entry).toMatchObject({
    EventBusName: 'orderflow',
    Source: 'orderflow.order',
    DetailType: 'OrderCreated',
    Time: new Date('2026-01-15T10:30:00.500Z'),
  })
  expect(entry.Detail).toContain(`"data":${value}}`)
  const back = incomingOf(`{"detail-type":"OrderCreated","detail":${entry.Detail}}`)
  expect(back).toEqual({
    attributes: expect.objectContaining({ id: 'id-1', time: '2026-01-15T10:30:00.500Z' }),
    contentType: 'application/json; charset=utf-8',
    value: Buffer.from(value),
  })
})

test.each([
  ['{"a":1', 'NOT_ENCODABLE'],
  ['1,"id":"another"', 'NOT_ENCODABLE'],
  ['', 'NOT_ENCODABLE'],
  [JSON.stringify('x'.repeat(largestRequest)), 'TOO_LARGE'],
])('a value that EventBridge cannot hold is refused: %.20s', (value, code) => {
  expect(entryOf(eventOf(value), 'orderflow')).toMatchObject({ status: 'refused', code })
})

test.each([
  [
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1',
  ],
  [
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
    'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=0',
  ],
  ['00-0af7651916cd43dd-b7ad6b7169203331-01', undefined],
  [undefined, undefined],
])('a trace as X-Ray has it: %s', (traceparent, header) => {
  expect(traceHeaderOf(traceparent)).toBe(header)
})

test.each([
  ['ten at most', Array(23).fill(10), [10, 10, 3]],
  ['by size', [600_000, 400_000, 100_000, 1_000_000, 10], [2, 1, 2]],
  ['none', [], []],
])('requests: %s', (_, sizes, counts) => {
  const requests = requestsOf(sizes.map((bytes: number) => ({ bytes })))
  expect(requests.map(({ length }) => length)).toEqual(counts)
  expect(requests.flat()).toEqual(sizes.map((_, i) => i))
})

/** EventBridge as a function of the requests that it has had. */
const publishTo = (answer: (entries: readonly PutEventsRequestEntry[], request: number) => unknown) => {
  let requests = 0
  const client = {
    send: async ({ input }: PutEventsCommand) => ({ Entries: answer(input.Entries ?? [], ++requests) }),
  }
  const reports: boolean[] = []
  const publish = createPublish(client as never, 'orderflow', answered => reports.push(answered))
  return { publish, reports, requests: () => requests }
}

const error = (name: string) => Object.assign(new Error('so'), { name })
const statuses = (sent: readonly Sent[]) => sent.map(({ status }) => status)
const numbered = (count: number) => Array.from({ length: count }, (_, n) => eventOf(`{"n":${n}}`))
const numberIn = ({ Detail = '' }: PutEventsRequestEntry): number => JSON.parse(Detail).data.n

test('of a request that was taken in part the others have failed, or are refused where it is their fault', async () => {
  const codes: Record<number, string> = {
    1: 'ThrottlingException',
    2: 'MalformedDetail',
    3: 'AccessDeniedException',
  }
  const { publish } = publishTo(entries =>
    entries.map(entry => {
      const code = codes[numberIn(entry)]
      return code === undefined ? { EventId: 'x' } : { ErrorCode: code, ErrorMessage: 'so' }
    }),
  )
  expect(statuses(await publish(numbered(5)))).toEqual([
    'confirmed',
    'failed',
    'refused',
    'failed',
    'confirmed',
  ])
})

test('a request that is refused as a whole is halved until the culprit stands alone', async () => {
  const { publish, reports, requests } = publishTo(entries => {
    if (entries.some(entry => numberIn(entry) === 6)) throw error('ValidationException')
    return entries.map(() => ({ EventId: 'x' }))
  })
  const sent = await publish(numbered(10))
  expect(sent.flatMap(({ status }, i) => (status === 'refused' ? [i] : []))).toEqual([6])
  expect(requests()).toBeLessThanOrEqual(9)
  expect(reports).not.toContain(false)
})

test('while it does not answer all have failed, and what is refused here needs no answer', async () => {
  const { publish, reports } = publishTo(() => {
    throw error('InternalException')
  })
  expect(statuses(await publish([...numbered(2), eventOf('{')]))).toEqual(['failed', 'failed', 'refused'])
  expect(reports).toEqual([false])
})

test.each([
  ['no JSON', 'x'],
  ['another thing', '{"a":1}'],
  ['no CloudEvent', '{"detail":{"productId":"prod-1"}}'],
  ['no data', '{"detail":{"specversion":"1.0"}}'],
  ['an attribute that is an object', '{"detail":{"specversion":"1.0","id":{},"data":1}}'],
])('what is no event for us is refused: %s', (_, body) => {
  expect(incomingOf(body)).toMatchObject({ status: 'refused', code: 'ENVELOPE_INVALID' })
})

test('of all calls together eight requests are under way, and fewer after one that had no answer', async () => {
  let [underWay, most, broken] = [0, 0, true]
  const client = {
    async send({ input }: PutEventsCommand) {
      most = Math.max(most, ++underWay)
      await new Promise(setImmediate)
      underWay--
      if (broken) throw error('TimeoutError')
      return { Entries: (input.Entries ?? []).map(() => ({ EventId: 'x' })) }
    },
  }
  const publish = createPublish(client as never, 'orderflow', () => {})
  const calls = (count: number) => Promise.all(Array.from({ length: count }, () => publish(numbered(50))))
  await calls(6)
  expect(most).toBe(8)

  most = 0
  await calls(6)
  expect(most).toBe(1)

  broken = false
  await calls(6)
  expect(most).toBe(8)
})

test('a request has its time from when it is its turn: one that waits for others is not given up unsent', async () => {
  const withinMs = 2_000
  const client = {
    async send({ input }: PutEventsCommand, { abortSignal }: { abortSignal: AbortSignal }) {
      await setTimeout(withinMs / 2)
      abortSignal.throwIfAborted()
      return { Entries: (input.Entries ?? []).map(() => ({ EventId: 'x' })) }
    },
  }
  const publish = createPublish(client as never, 'orderflow', () => {}, withinMs)
  const sent = await publish(numbered(8 * 10 * 3))
  expect(sent.filter(({ status }) => status !== 'confirmed')).toEqual([])
})
