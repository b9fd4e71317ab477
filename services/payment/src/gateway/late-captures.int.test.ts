import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { held, startScripted } from './scripted.fixture.ts'

let { service, reserve, callsOf, ledgerOf } = {} as Awaited<ReturnType<typeof startScripted>>
beforeAll(async () => {
  ;({ service, reserve, callsOf, ledgerOf } = await startScripted())
})
afterAll(() => service?.stop())

const makeDue = (orderId: string) =>
  service.pool.query("UPDATE gateway_requests SET due_at = 'now' WHERE order_id = $1", [orderId])

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
    await makeDue(orderId)
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
  await service.send(service.message('StockReserved', { orderId }, 1))
  await service.settled()
  // Another order comes after it, and its answer has come.
  await service.published('PaymentCaptured', (await reserve()).orderId)
  expect(callsOf(orderId)).toEqual([])
})
