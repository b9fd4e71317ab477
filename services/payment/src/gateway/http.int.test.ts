import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { type GatewaySimulator, startGatewaySimulator } from '@orderflow/test-servers/gateway'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { payment } from '../app.ts'
import { configSchema } from '../config.ts'

let simulator: GatewaySimulator
let service: ServiceUnderTest
beforeAll(async () => {
  simulator = await startGatewaySimulator({ seed: 7, settings: { slowMs: 1_500 } })
  service = await startServiceUnderTest({
    define: payment,
    schema: configSchema,
    migrations: new URL('../../migrations/', import.meta.url),
    env: {
      GATEWAY_URL: simulator.url,
      GATEWAY_TIMEOUT_MS: '500',
      GATEWAY_BREAKER_OPEN_MS: '500',
      GATEWAY_RETRY_AFTER_MAX_MS: '600000',
    },
  })
})
afterAll(async () => {
  await service?.stop()
  await simulator?.stop()
})

const reserved = (orderId: string, customerId = 'c-1') =>
  service.message('StockReserved', { orderId, customerId, total: { amount: 1250, currency: 'EUR' } }, 1)

/** New orders whose stock is reserved. */
async function reserve(count: number, customerId?: string) {
  const orderIds = Array.from({ length: count }, () => crypto.randomUUID())
  await service.send(...orderIds.map(orderId => reserved(orderId, customerId)))
  return orderIds
}

async function metric(name: string): Promise<number> {
  const { body } = await service.get('/metrics')
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(body)?.[1])
}

const operations = (orderId: string) => simulator.ledger.ofOrder(orderId).map(({ operation }) => operation)

async function expectOnce(orderIds: readonly string[]) {
  for (const orderId of orderIds) await service.published('PaymentCaptured', orderId)
  await service.settled()
  for (const orderId of orderIds) {
    expect(service.events('PaymentCaptured', orderId)).toHaveLength(1)
    expect(operations(orderId)).toEqual(['capture'])
  }
  expect(simulator.ledger.totals().violations).toEqual([])
  await expect.poll(() => metric('gateway_requests_waiting')).toBe(0)
}

async function whileGateway<Result>(
  settings: Parameters<GatewaySimulator['change']>[0],
  work: () => Promise<Result>,
): Promise<Result> {
  simulator.change(settings)
  const sound = Object.fromEntries(
    Object.entries(settings).map(([name, is]) => [name, typeof is === 'string' ? '' : 0]),
  )
  return await work().finally(() => simulator.change({ ...sound, open: true }))
}

test('with errors, lost and doubled answers, every order is captured, and charged once', async () => {
  const faults = {
    errorRate: 0.05,
    lostRate: 0.05,
    silentRate: 0.01,
    garbledRate: 0.02,
    duplicateRate: 0.02,
    duplicateAfterMs: 2,
  }
  await whileGateway({ ...faults, jitterMs: 5 }, async () => {
    await expectOnce(await reserve(300))
  })
  expect(simulator.calls.lost).toBeGreaterThan(0)
  expect(await metric('gateway_retries_total')).toBeGreaterThan(0)
})

test('an answer that is lost after the charge is found again by its key', async () => {
  const [orderId] = (await whileGateway({ lostRate: 1 }, async () => {
    const orderIds = await reserve(1)
    await expect.poll(() => operations(orderIds[0] as string)).toEqual(['capture'])
    return orderIds
  })) as [string]
  await expectOnce([orderId])
  expect(simulator.ledger.totals().repeated).toBeGreaterThan(0)
})

test('a refund whose answer is lost is paid once', async () => {
  const [orderId] = (await reserve(1)) as [string]
  await expectOnce([orderId])
  await whileGateway({ lostRate: 0.5 }, async () => {
    await service.send(service.message('ShipmentFailed', { orderId }))
    await service.published('PaymentRefunded', orderId)
  })
  await service.settled()
  expect(service.events('PaymentRefunded', orderId)).toHaveLength(1)
  expect(operations(orderId)).toEqual(['capture', 'refund'])
})

test('a declined customer is declined over HTTP too', async () => {
  const [orderId] = (await reserve(1, 'declined-1')) as [string]
  expect((await service.published('PaymentDeclined', orderId)).data).toMatchObject({
    reason: 'CARD_DECLINED',
  })
})

test('a slow customer keeps nobody waiting, and is charged in the end', async () => {
  const [slow] = (await reserve(1, 'slow-1')) as [string]
  await expect.poll(() => simulator.calls.pending).toBeGreaterThan(0)
  const others = await reserve(20)
  for (const orderId of others) await service.published('PaymentCaptured', orderId)
  await expectOnce([slow, ...others])
  expect(await metric('gateway_breaker_state')).toBe(0)
})

test('a closed gateway: orders wait, the breaker shows, events go on; opened again, all are captured', async () => {
  const waiting = await whileGateway({ open: false }, async () => {
    const orderIds = await reserve(200)
    await expect.poll(() => metric('gateway_breaker_state')).toBe(2)
    await expect.poll(() => metric('gateway_requests_waiting')).toBe(200)
    expect(await metric('gateway_requests_oldest_seconds')).toBeGreaterThan(0)

    // Half a dozen trials later, nothing has been used up, and what needs no gateway is done.
    const before = simulator.calls.closed as number
    await expect.poll(() => simulator.calls.closed).toBeGreaterThan(before + 5)
    const { rows } = await service.pool.query('SELECT max(attempts) AS most FROM gateway_requests')
    expect(rows[0].most).toBeLessThanOrEqual(3)
    const late = crypto.randomUUID()
    await service.send(service.message('ShipmentFailed', { orderId: late }))
    await service.deadLettered('ShipmentFailed', late)
    const [other] = (await reserve(1)) as [string]
    await expect.poll(async () => (await service.get(`/payments/${other}`)).body.status).toBe('PENDING')
    return [...orderIds, other]
  })
  const reopened = Date.now()
  for (const orderId of waiting) await service.published('PaymentCaptured', orderId)
  expect(Date.now() - reopened).toBeLessThan(30_000)
  await expectOnce(waiting)
  expect(await metric('gateway_breaker_state')).toBe(0)
})

test('a gateway that says when it is back: the request waits that long, as a row, and its order ends meanwhile', async () => {
  const dueIn = async (orderId: string) => {
    const query = `SELECT extract(epoch FROM due_at - now())::float8 AS seconds, attempts FROM gateway_requests WHERE order_id = $1`
    return (await service.pool.query<{ seconds: number; attempts: number }>(query, [orderId])).rows[0]
  }
  const [orderId] = (await whileGateway({ open: false, retryAfter: '3600' }, async () => {
    const orderIds = await reserve(1)
    await expect.poll(async () => (await dueIn(orderIds[0] as string))?.attempts).toBe(1)
    return orderIds
  })) as [string]
  // The hour is cut to ten minutes; it was asked once, and a restart does not ask before that.
  await service.restart()
  expect((await dueIn(orderId))?.seconds).toBeGreaterThan(300)
  expect((await dueIn(orderId))?.seconds).toBeLessThan(667)

  // The order's deadline does not wait for it.
  await service.send(service.message('ShipmentCancelled', { orderId }))
  await expect
    .poll(
      async () => (await service.pool.query('SELECT FROM ledger WHERE order_id = $1', [orderId])).rowCount,
    )
    .toBe(2)
  await service.pool.query('UPDATE gateway_requests SET due_at = now() WHERE order_id = $1', [orderId])
  await service.published('PaymentRefunded', orderId)
  expect(operations(orderId)).toEqual(['capture', 'refund'])
})
