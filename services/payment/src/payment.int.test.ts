import { goldenMessages, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payment } from './app.ts'
import { configSchema } from './config.ts'
import { consumes } from './consumers.ts'

const migrations = new URL('../migrations/', import.meta.url)
const amount = { amount: 1250, currency: 'EUR' }
const start = (env = {}) => startServiceUnderTest({ define: payment, schema: configSchema, migrations, env })

const reserved = (service: ServiceUnderTest, orderId: string, customerId = 'c-1') =>
  service.message('StockReserved', { orderId, customerId, total: amount }, 1)

const ledger = async (service: ServiceUnderTest, orderId: string) => {
  const query = 'SELECT type FROM ledger WHERE order_id = $1 ORDER BY version'
  return (await service.pool.query<{ type: string }>(query, [orderId])).rows.map(row => row.type)
}

describe('with the gateway within the process', () => {
  let service: ServiceUnderTest
  beforeAll(async () => {
    service = await start()
  })
  afterAll(() => service?.stop())

  test('a reserved order is captured, once however often it comes', async () => {
    const orderId = crypto.randomUUID()
    const event = reserved(service, orderId)
    await service.send(event, event, event)
    expect(await service.published('PaymentCaptured', orderId)).toMatchObject({
      data: { orderId, customerId: 'c-1', amount, gatewayReference: `cap-${orderId}` },
      headers: {
        ce_causationid: event.headers.ce_id,
        ce_correlationid: event.headers.ce_correlationid,
        ce_initiator: 'test',
        ce_sequence: '2',
      },
    })
    await service.send(event, reserved(service, orderId))
    await service.settled()

    expect(service.events('PaymentCaptured', orderId)).toHaveLength(1)
    expect(await ledger(service, orderId)).toEqual(['CaptureRequested', 'Captured'])
    const { body } = await service.get(`/payments/${orderId}`)
    expect(body).toEqual({ orderId, status: 'CAPTURED', captured: 1250, refunded: 0, currency: 'EUR' })
  })

  test('an order of saga 2 is captured once it is cleared, not when its stock is reserved', async () => {
    const orderId = crypto.randomUUID()
    const data = { orderId, customerId: 'c-1', total: amount }
    await service.send(service.message('StockReserved', data))
    await service.settled()
    expect(await ledger(service, orderId)).toEqual([])

    const cleared = service.message('OrderCleared', data)
    await service.send(cleared)
    const { headers } = await service.published('PaymentCaptured', orderId)
    expect(headers.ce_causationid).toBe(cleared.headers.ce_id)
  })

  test('a customer whom the gateway declines is not charged', async () => {
    const orderId = crypto.randomUUID()
    await service.send(reserved(service, orderId, 'declined-1'))
    expect(await service.published('PaymentDeclined', orderId)).toMatchObject({
      data: { reason: 'CARD_DECLINED' },
    })
    expect(await ledger(service, orderId)).toEqual(['CaptureRequested', 'Declined'])
    const { body } = await service.get(`/payments/${orderId}`)
    expect(body).toMatchObject({ status: 'DECLINED', captured: 0, refunded: 0 })
  })

  test.each(['ShipmentFailed', 'ShipmentCancelled'] as const)(
    'after %s the customer is paid back, once',
    async type => {
      const orderId = crypto.randomUUID()
      await service.send(reserved(service, orderId))
      await service.published('PaymentCaptured', orderId)
      const undone = service.message(type, { orderId })
      await service.send(undone, undone)
      expect(await service.published('PaymentRefunded', orderId)).toMatchObject({
        data: { orderId, amount, gatewayReference: `ref-${orderId}` },
        headers: { ce_causationid: undone.headers.ce_id, ce_sequence: '4' },
      })
      await service.settled()

      expect(service.events('PaymentRefunded', orderId)).toHaveLength(1)
      expect(await ledger(service, orderId)).toEqual([
        'CaptureRequested',
        'Captured',
        'RefundRequested',
        'Refunded',
      ])
      const { body } = await service.get(`/payments/${orderId}`)
      expect(body).toMatchObject({ status: 'REFUNDED', captured: 1250, refunded: 1250 })
    },
  )

  test('a cancellation that overtakes the reservation: the customer is never charged', async () => {
    const orderId = crypto.randomUUID()
    const cancelled = service.message('ShipmentCancelled', { orderId })
    await service.send(cancelled, cancelled)
    await service.settled()
    const tombstone = { orderId, status: 'VOIDED', captured: 0, refunded: 0 }
    expect((await service.get(`/payments/${orderId}`)).body).toEqual(tombstone)

    await service.send(reserved(service, orderId), reserved(service, orderId))
    await service.settled()
    expect(await ledger(service, orderId)).toEqual(['Voided'])
    const { rowCount } = await service.pool.query('SELECT FROM gateway_requests WHERE order_id = $1', [
      orderId,
    ])
    expect(rowCount).toBe(0)
    expect(service.events('PaymentCaptured', orderId)).toEqual([])
    expect((await service.get(`/payments/${orderId}`)).body).toEqual(tombstone)
  })

  test('a cancellation of a payment that was declined changes nothing', async () => {
    const orderId = crypto.randomUUID()
    await service.send(reserved(service, orderId, 'declined-1'))
    await service.published('PaymentDeclined', orderId)
    await service.send(service.message('ShipmentCancelled', { orderId }))
    await service.settled()
    expect(await ledger(service, orderId)).toEqual(['CaptureRequested', 'Declined'])
    expect((await service.get(`/payments/${orderId}`)).body).toMatchObject({ status: 'DECLINED' })
  })

  describe('golden events: what was published once is understood today', () => {
    const expected: Readonly<Record<string, string>> = {
      'stock.reserved.v1': 'CAPTURED',
      'order.cleared.v1': 'CAPTURED',
      'shipment.failed.v1': 'REFUNDED',
      'shipment.cancelled.v1': 'REFUNDED',
    }

    test.each(goldenMessages(consumes))('$topic', async message => {
      if (expected[message.topic] !== 'CAPTURED') {
        await service.send(reserved(service, message.key))
        await service.published('PaymentCaptured', message.key)
      }
      await service.send(message)
      await expect
        .poll(async () => (await service.get(`/payments/${message.key}`)).body.status)
        .toBe(expected[message.topic])
    })
  })

  test('the balances are served, and sum to zero in each currency', async () => {
    const orderId = crypto.randomUUID()
    const total = { amount: Number.MAX_SAFE_INTEGER, currency: 'JPY' }
    for (const id of [orderId, crypto.randomUUID(), crypto.randomUUID()]) {
      await service.send(service.message('StockReserved', { orderId: id, customerId: 'c-1', total }, 1))
      await service.published('PaymentCaptured', id)
    }
    const { status, body } = await service.get('/balances')
    expect(status).toBe(200)
    const yen = body.balances.filter(({ currency }: { currency: string }) => currency === 'JPY')
    // As text: no JSON number of JavaScript's is this one.
    const all = String(3n * BigInt(Number.MAX_SAFE_INTEGER))
    expect(yen).toEqual([
      { account: 'customer_receivable', currency: 'JPY', debits: all, credits: all, balance: '0' },
      { account: 'gateway_clearing', currency: 'JPY', debits: all, credits: '0', balance: all },
      { account: 'sales', currency: 'JPY', debits: '0', credits: all, balance: `-${all}` },
    ])
  })

  test('an order without a payment is not found', async () => {
    expect(await service.get('/payments/unknown')).toMatchObject({ status: 404, body: { status: 404 } })
  })

  test('a refund that lies in the dead letters counts as stuck, until it is sent back and paid, once', async () => {
    const stuck = async () => /^stuck_orders (\d+)$/m.exec((await service.get('/metrics')).body)?.[1]
    const [orderId, other] = [crypto.randomUUID(), crypto.randomUUID()]
    await service.send(reserved(service, orderId), reserved(service, other))
    await service.published('PaymentCaptured', orderId)
    await service.published('PaymentCaptured', other)
    const bug = `entry ->> 'orderId' <> '${orderId}' OR type <> 'RefundRequested'`
    await service.pool.query(`ALTER TABLE ledger ADD CONSTRAINT bug CHECK (${bug}) NOT VALID`)
    await expect.poll(stuck).toBe('0')

    const cancelled = service.message('ShipmentCancelled', { orderId })
    await service.send(cancelled, service.message('ShipmentCancelled', { orderId: other }))
    const letter = await service.deadLettered('ShipmentCancelled', orderId)
    await service.published('PaymentRefunded', other)
    await expect.poll(stuck).toBe('1')

    await service.pool.query('ALTER TABLE ledger DROP CONSTRAINT bug')
    // As a redrive does: the same message, under an id that the inbox does not know.
    const back = { ...cancelled, headers: { ...cancelled.headers, redrive_id: crypto.randomUUID() } }
    expect(letter.headers.dlq_reason).toBe('SAVE_FAILED')
    await service.send(back, back)
    await service.published('PaymentRefunded', orderId)
    await service.settled()
    expect(service.events('PaymentRefunded', orderId)).toHaveLength(1)
    await expect.poll(stuck).toBe('0')
  })

  test('a failed shipment without a payment is dead-lettered', async () => {
    const orderId = crypto.randomUUID()
    await service.send(service.message('ShipmentFailed', { orderId }))
    const { headers } = await service.deadLettered('ShipmentFailed', orderId)
    expect(headers.dlq_reason).toBe('DECIDE_FAILED')
  })
})

test('with test values off, nobody is declined', async () => {
  const service = await start({ TEST_VALUES: 'off' })
  try {
    const orderId = crypto.randomUUID()
    await service.send(reserved(service, orderId, 'declined-1'))
    await service.published('PaymentCaptured', orderId)
  } finally {
    await service.stop()
  }
})

test('more requests than may be under way at a time are all made', async () => {
  const service = await start({ BATCH_MAX: '5' })
  try {
    const orderIds = Array.from({ length: 60 }, () => crypto.randomUUID())
    await service.send(...orderIds.map(orderId => reserved(service, orderId)))
    for (const orderId of orderIds) await service.published('PaymentCaptured', orderId)
  } finally {
    await service.stop()
  }
})
