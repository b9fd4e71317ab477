import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payment } from '../app.ts'
import { type Config, configSchema } from '../config.ts'
import { createInProcessGateway } from './in-process.ts'
import type { GatewayCall, PaymentGateway } from './port.ts'

type Answer = Awaited<ReturnType<PaymentGateway['capture']>>

const sound = createInProcessGateway({ testValues: true, slowMs: 0 })
/** What each capture of an order does, one after the other; what is not scripted is approved at once. */
const scripts = new Map<string, ((call: GatewayCall) => Promise<Answer>)[]>()
const calls: GatewayCall[] = []
const scripted: PaymentGateway = {
  ...sound,
  capture(call) {
    calls.push(call)
    const step = scripts.get(call.orderId)?.shift()
    return step === undefined ? sound.capture(call) : step(call)
  },
}

let service: ServiceUnderTest
beforeAll(async () => {
  service = await startServiceUnderTest({
    define: (config: Config) => payment(config, () => scripted),
    schema: configSchema,
    migrations: new URL('../../migrations/', import.meta.url),
    // No call is given up while the tests run, however slow they are.
    env: { GATEWAY_TIMEOUT_MS: '600000' },
  })
})
afterAll(() => service?.stop())

/** An order whose first captures go as scripted. */
async function reserve(...script: ((call: GatewayCall) => Promise<Answer>)[]) {
  const orderId = crypto.randomUUID()
  scripts.set(orderId, script)
  const event = service.message('StockReserved', { orderId })
  await service.send(event)
  return { orderId, event }
}

/** A capture that waits for the test, which learns when it was asked for. */
function held(answer = (call: GatewayCall): Promise<Answer> => sound.capture(call)) {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  async function capture(call: GatewayCall): Promise<Answer> {
    ask()
    await released
    return await answer(call)
  }
  return { asked, release, capture }
}

const callsOf = (orderId: string) => calls.filter(call => call.orderId === orderId)

async function ledgerOf(orderId: string) {
  const query = 'SELECT type FROM ledger WHERE order_id = $1 ORDER BY version'
  return (await service.pool.query<{ type: string }>(query, [orderId])).rows.map(row => row.type)
}

const setDue = (orderId: string, at: 'now' | 'infinity') =>
  service.pool.query('UPDATE gateway_requests SET due_at = $2 WHERE order_id = $1', [orderId, at])

async function expectOneCapture(orderId: string) {
  await service.published('PaymentCaptured', orderId)
  await service.settled()
  expect(service.events('PaymentCaptured', orderId)).toHaveLength(1)
  expect(await ledgerOf(orderId)).toEqual(['CaptureRequested', 'Captured'])
  const { rowCount } = await service.pool.query('SELECT FROM gateway_requests WHERE order_id = $1', [orderId])
  expect(rowCount).toBe(0)
}

test('a gateway that fails is asked again, with the same key', async () => {
  const { orderId, event } = await reserve(() => Promise.reject(new Error('connection reset')))
  await expectOneCapture(orderId)

  const call = {
    orderId,
    customerId: 'customer-42',
    amount: { amount: 4498, currency: 'EUR' },
  }
  expect(callsOf(orderId)).toEqual([call, call])
  const { headers } = await service.published('PaymentCaptured', orderId)
  expect(headers).toMatchObject({
    ce_causationid: event.headers.ce_id,
    ce_correlationid: event.headers.ce_correlationid,
  })
})

test('a call that hangs holds up no other order and no transaction', async () => {
  const hanging = held()
  const { orderId } = await reserve(hanging.capture)
  await hanging.asked
  await setDue(orderId, 'infinity')
  const { rows } = await service.pool.query('SELECT clock_timestamp()::text AS now')

  const others = await Promise.all(Array.from({ length: 10 }, () => reserve()))
  for (const other of others) await service.published('PaymentCaptured', other.orderId)
  const open = await service.pool.query(
    `SELECT application_name, state, query FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'payment%' AND xact_start <= $1`,
    [rows[0].now],
  )
  expect(open.rows).toEqual([])
  expect((await service.get(`/payments/${orderId}`)).body).toMatchObject({ status: 'PENDING', captured: 0 })

  hanging.release()
  await expectOneCapture(orderId)
  expect(callsOf(orderId)).toHaveLength(1)
})

test('a call that outlives its lease is not made twice, because the lease is renewed', async () => {
  const hanging = held()
  const { orderId } = await reserve(hanging.capture)
  await hanging.asked
  const query = 'SELECT extract(epoch FROM due_at)::float8 AS due FROM gateway_requests WHERE order_id = $1'
  const due = async () => (await service.pool.query<{ due: number }>(query, [orderId])).rows[0]?.due ?? 0
  const leasedUntil = await due()
  await expect.poll(due, { timeout: 60_000 }).toBeGreaterThan(leasedUntil + 6)

  hanging.release()
  await expectOneCapture(orderId)
  expect(callsOf(orderId)).toHaveLength(1)
})

test('a gateway that answers twice has captured once', async () => {
  const [first, second] = [held(), held()]
  const { orderId } = await reserve(first.capture, second.capture)
  await first.asked
  await setDue(orderId, 'now')
  await second.asked

  first.release()
  second.release()
  await expectOneCapture(orderId)
})

test('a restart between the request and the answer loses nothing', async () => {
  const { asked, capture, release } = held()
  const { orderId } = await reserve(capture)
  await asked
  expect(await ledgerOf(orderId)).toEqual(['CaptureRequested'])

  await service.restart()
  await setDue(orderId, 'now')
  await service.published('PaymentCaptured', orderId)
  // The answer to the call of the process that was stopped: nobody waits for it any more.
  release()
  await expectOneCapture(orderId)
})

describe('an order that is cancelled while the gateway is asked', () => {
  /** Cancels it once the gateway has been asked, and waits until that is in the ledger. */
  async function cancelWhileAsked(hanging: ReturnType<typeof held>) {
    const { orderId } = await reserve(hanging.capture)
    await hanging.asked
    await service.send(service.message('ShipmentCancelled', { orderId }))
    await service.settled()
    expect(await ledgerOf(orderId)).toEqual(['CaptureRequested', 'VoidRequested'])
    const open = { status: 'PENDING', captured: 0, refunded: 0 }
    expect((await service.get(`/payments/${orderId}`)).body).toMatchObject(open)
    return orderId
  }

  async function expectPaidBack(orderId: string) {
    await service.published('PaymentRefunded', orderId)
    await service.settled()
    const expected = ['CaptureRequested', 'VoidRequested', 'Captured', 'RefundRequested', 'Refunded']
    expect(await ledgerOf(orderId)).toEqual(expected)
    expect(service.events('PaymentCaptured', orderId)).toHaveLength(1)
    expect(service.events('PaymentRefunded', orderId)).toHaveLength(1)
    const { body } = await service.get(`/payments/${orderId}`)
    expect(body).toMatchObject({ status: 'REFUNDED', captured: 4498, refunded: 4498 })
    const left = 'SELECT FROM gateway_requests WHERE order_id = $1'
    expect((await service.pool.query(left, [orderId])).rowCount).toBe(0)
  }

  test('is paid back when the capture lands', async () => {
    const hanging = held()
    const orderId = await cancelWhileAsked(hanging)
    hanging.release()
    await expectPaidBack(orderId)
  })

  test('is paid back after a restart that lost the answer', async () => {
    const hanging = held()
    const orderId = await cancelWhileAsked(hanging)
    await service.restart()
    await setDue(orderId, 'now')
    await expectPaidBack(orderId)
    hanging.release()
  })

  test('is not charged when the gateway declines', async () => {
    const refusing = held(async call => ({
      orderId: call.orderId,
      operation: 'capture',
      result: 'declined',
      reason: 'CARD_DECLINED',
    }))
    const orderId = await cancelWhileAsked(refusing)
    refusing.release()
    await service.published('PaymentDeclined', orderId)
    await service.settled()
    expect(await ledgerOf(orderId)).toEqual(['CaptureRequested', 'VoidRequested', 'Declined'])
    const { body } = await service.get(`/payments/${orderId}`)
    expect(body).toMatchObject({ status: 'DECLINED', captured: 0, refunded: 0 })
  })
})

test('an order that was cancelled before is not even asked for', async () => {
  const orderId = crypto.randomUUID()
  await service.send(service.message('ShipmentCancelled', { orderId }))
  await service.settled()
  await service.send(service.message('StockReserved', { orderId }))
  await service.settled()
  // Another order comes after it, and its answer has come.
  await service.published('PaymentCaptured', (await reserve()).orderId)
  expect(callsOf(orderId)).toEqual([])
})
