import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProcessor } from '../batch/processor.ts'
import {
  accountService,
  accountsTable,
  type Deposit,
  deposit,
  tooMuch,
  unlucky,
} from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { createRecorder } from '../testing/recorder.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { unique } from '../testing/topics.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import { endProcess, startProcess } from './message-spans.ts'

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const unsampled = parent.replace(/01$/, '00')

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
})
afterAll(() => database.close())

/** A service that is traced; `process` does with messages what the consumer does. */
function setUp() {
  const recorder = createRecorder()
  const { tracer } = recorder
  const service = { ...accountService(), tracer }
  const metrics = newMetrics()
  const { submit } = createProcessor(service, { pool: database.newPool(), logger, metrics, batchMax: 500 })
  const process = async (...deliveries: readonly Delivery[]): Promise<readonly Outcome[]> => {
    const traced = deliveries.map(delivery => startProcess(tracer, delivery, service.name))
    const outcomes = await submit(traced)
    endProcess(traced, outcomes)
    return outcomes
  }
  return { ...recorder, process, account: unique('account') }
}

function message(data: Deposit, traceparent: string | undefined = parent): Delivery {
  const delivery = deposit(data)
  if (!('input' in delivery) || delivery.origin === undefined) throw new Error('a deposit is an input')
  const { headers } = delivery.origin
  const origin = { ...delivery.origin, headers: { ...headers, ce_traceparent: traceparent } }
  return { ...delivery, input: { ...delivery.input, traceparent }, origin }
}

const eventsOf = (account: string) =>
  database.query<{ headers: Record<string, string> }>(
    'SELECT headers FROM outbox WHERE key = $1 ORDER BY seq',
    [account],
  )

test('from a message to the event that it causes, all in the trace of the message', async () => {
  const { process, spans, account } = setUp()
  await process(message({ account, amount: 1 }))
  const [processed] = spans('process')
  const [created] = spans('create')
  const [transacted] = spans('transact')
  expect(processed).toMatchObject({
    kind: SpanKind.CONSUMER,
    parentSpanContext: { traceId: parent.slice(3, 35), spanId: parent.slice(36, 52) },
    attributes: { 'orderflow.outcome': 'applied', 'messaging.destination.name': 'deposits' },
    status: { code: SpanStatusCode.UNSET },
  })
  const { spanId } = processed?.spanContext() ?? {}
  expect(created).toMatchObject({ kind: SpanKind.PRODUCER, parentSpanContext: { spanId } })
  expect(transacted).toMatchObject({ parentSpanContext: { spanId }, links: [{ context: { spanId } }] })
  const traceparent = `00-${parent.slice(3, 35)}-${created?.spanContext().spanId}-01`
  expect(await eventsOf(account)).toMatchObject([{ headers: { ce_traceparent: traceparent, traceparent } }])
})

test('what is rolled back and tried again leaves no span that claims success', async () => {
  const { process, spans, account } = setUp()
  const refused = message({ account: unique('refused'), amount: tooMuch })
  const outcomes = await process(
    message({ account, amount: 1 }),
    refused,
    message({ account, amount: 2 }),
    message({ account, amount: 3 }),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'dead-lettered', 'applied', 'applied'])
  // The three events that are in the outbox, and no others, were created.
  const rows = (await eventsOf(account)).map(({ headers }) => headers.ce_traceparent?.slice(36, 52))
  expect(spans('create').map(span => span.spanContext().spanId)).toEqual(rows)
  expect(rows).toHaveLength(3)
  const failures = spans('transact').filter(({ status }) => status.code === SpanStatusCode.ERROR)
  expect(failures.length).toBeGreaterThan(1)
  for (const { attributes } of failures) expect(attributes['error.type']).toBe('23514')
  const [culprit] = spans('process').filter(({ status }) => status.code === SpanStatusCode.ERROR)
  expect(culprit).toMatchObject({
    attributes: { 'orderflow.outcome': 'dead-lettered', 'error.type': 'SAVE_FAILED' },
    status: { message: expect.stringContaining('Sent to the dead letters') },
  })
  expect(culprit?.events.map(({ name }) => name)).toEqual(failures.map(() => 'rolled back'))
})

test('an input whose decision throws is an error, and has created nothing', async () => {
  const { process, spans, account } = setUp()
  await process(message({ account, amount: unlucky }), message({ account, amount: 1 }))
  expect(spans('process')).toMatchObject([
    { attributes: { 'error.type': 'DECIDE_FAILED' }, status: { code: SpanStatusCode.ERROR } },
    { attributes: { 'orderflow.outcome': 'applied' }, status: { code: SpanStatusCode.UNSET } },
  ])
  expect(spans('create')).toHaveLength(1)
})

test('a message that comes again says so', async () => {
  const { process, spans, account } = setUp()
  const one = message({ account, amount: 1 })
  await process(one)
  await process(one)
  expect(spans('process').map(({ attributes }) => attributes['orderflow.outcome'])).toEqual([
    'applied',
    'duplicate',
  ])
})

test('a trace that is not sampled goes on unchanged, and nothing is recorded', async () => {
  const { process, spans, account } = setUp()
  await process(message({ account, amount: 1 }, unsampled))
  expect(spans()).toEqual([])
  expect(await eventsOf(account)).toMatchObject([{ headers: { ce_traceparent: unsampled } }])
})

test('a batch links to those in it that are recorded, up to a bound, and they to it', async () => {
  const { process, spans, account } = setUp()
  const amounts = Array.from({ length: 200 }, (_, i) => i + 20)
  await process(...amounts.map(amount => message({ account, amount }, amount % 2 === 0 ? parent : unsampled)))
  const [batch, ...none] = spans('transact')
  expect(none).toEqual([])
  expect(batch).toMatchObject({ attributes: { 'messaging.batch.message_count': 200 } })
  expect(batch?.links).toHaveLength(64)
  const processed = spans('process')
  expect(processed).toHaveLength(100)
  const [first, ...others] = processed
  expect(first?.spanContext().spanId).toBe(batch?.parentSpanContext?.spanId)
  for (const { links } of others) expect(links).toMatchObject([{ context: batch?.spanContext() }])
})
