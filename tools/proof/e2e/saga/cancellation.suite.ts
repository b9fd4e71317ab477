import { audit, waitUntilSettled } from '@orderflow/audit'
import { cancelOrders, placeOrders, wave } from '@orderflow/load'
import { beforeAll, expect, test } from 'vitest'
import type { SagaService } from '../../../dev/lib/services.ts'
import { ask, eventually, query, type Shop } from '../shop.ts'

/** Cancellations at every stage of an order, and many at random; nothing may have been poisoned before. */
export function cancellation(running: () => { readonly shop: Shop }) {
  let shop: Shop
  beforeAll(() => {
    shop = running().shop
  })

  const untouched = { available: 10_000_000, reserved: 0, sold: 0 }
  const order = (orderId: string) => ask(shop, `${shop.addresses.order}/orders/${orderId}`)
  const product = (id: string) => ask(shop, `${shop.addresses.inventory}/products/${id}`)
  const payment = (orderId: string) => ask(shop, `${shop.addresses.payment}/payments/${orderId}`)
  const shipment = (orderId: string) => ask(shop, `${shop.addresses.shipping}/shipments/${orderId}`)

  async function place(productId: string): Promise<string> {
    const response = await shop.fetch(`${shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'c-1', items: [{ productId, quantity: 1 }] }),
    })
    return ((await response.json()) as { orderId: string }).orderId
  }

  async function cancel(orderId: string) {
    const response = await shop.fetch(`${shop.addresses.order}/orders/${orderId}/cancel`, { method: 'POST' })
    return { code: response.status, body: await response.json() }
  }

  const becomes = (orderId: string, ...statuses: string[]) =>
    eventually(
      () => order(orderId),
      ({ status }) => statuses.includes(String(status)),
    )

  /** Runs `meanwhile` while a service is away. */
  async function without(service: SagaService, meanwhile: () => Promise<void>): Promise<void> {
    await shop.processes[service].stop()
    try {
      await meanwhile()
    } finally {
      await shop.processes[service].start()
    }
  }

  test('a cancellation that overtakes the reservation: nothing is reserved, charged or shipped', async () => {
    let orderId = ''
    await without('inventory', async () => {
      orderId = await place('prod-31')
      expect(await cancel(orderId)).toEqual({ code: 202, body: { orderId, status: 'CANCEL_PENDING' } })
      expect(await becomes(orderId, 'CANCELLED')).toMatchObject({ reason: 'CUSTOMER_REQUEST' })
      // The request is granted: asking again is answered alike.
      expect(await cancel(orderId)).toEqual({ code: 202, body: { orderId, status: 'CANCELLED' } })
    })
    const voided = { status: 'VOIDED', captured: 0, refunded: 0 }
    await eventually(
      () => payment(orderId),
      ({ status }) => status === 'VOIDED',
    )
    expect(await payment(orderId)).toMatchObject(voided)
    expect(await shipment(orderId)).toMatchObject({ status: 'CANCELLED', reason: 'CUSTOMER_REQUEST' })
    await waitUntilAllIsSettled()
    expect(await product('prod-31')).toMatchObject(untouched)
  })

  test('a cancellation while the payment is under way: what is captured is paid back, the stock returns', async () => {
    let orderId = ''
    await without('payment', async () => {
      orderId = await place('prod-32')
      await becomes(orderId, 'STOCK_RESERVED')
      expect(await cancel(orderId)).toMatchObject({ code: 202 })
      await becomes(orderId, 'CANCELLED')
    })
    await waitUntilAllIsSettled()
    // Reservation and cancellation reach payment in either order: it captures nothing, or pays it back.
    const { status, captured, refunded } = await payment(orderId)
    expect(['VOIDED', 'REFUNDED']).toContain(status)
    expect(captured).toBe(refunded)
    expect(await product('prod-32')).toMatchObject(untouched)
  })

  test('a cancellation after the payment: shipping decides, and everyone agrees with it', async () => {
    let orderId = ''
    await without('shipping', async () => {
      orderId = await place('prod-33')
      await becomes(orderId, 'PAID')
      expect(await cancel(orderId)).toMatchObject({ code: 202 })
    })
    const { status } = await becomes(orderId, 'COMPLETED', 'CANCELLED')
    await waitUntilAllIsSettled()
    const cancelled = status === 'CANCELLED'
    expect(await shipment(orderId)).toMatchObject({ status: cancelled ? 'CANCELLED' : 'DISPATCHED' })
    expect(await payment(orderId)).toMatchObject({ status: cancelled ? 'REFUNDED' : 'CAPTURED' })
    expect(await product('prod-33')).toMatchObject(
      cancelled ? untouched : { available: 9_999_999, reserved: 0, sold: 1 },
    )
  })

  test('a cancellation that comes too late is refused, with the reason', async () => {
    const orderId = await place('prod-34')
    await becomes(orderId, 'COMPLETED')
    const { code, body } = await cancel(orderId)
    expect(code).toBe(409)
    expect(body).toMatchObject({
      type: 'urn:orderflow:problem:order-ended',
      detail: expect.stringContaining('is COMPLETED'),
    })
    expect(await order(orderId)).toMatchObject({ status: 'COMPLETED' })
  })

  test('an order that is held up past its deadline cancels itself', async () => {
    let orderId = ''
    await without('payment', async () => {
      orderId = await place('prod-35')
      await becomes(orderId, 'STOCK_RESERVED')
      await query(shop, 'orders', 'UPDATE orders SET deadline_at = now() WHERE order_id = $1', [orderId])
      expect(await becomes(orderId, 'CANCELLED')).toMatchObject({ reason: 'DEADLINE_EXCEEDED' })
    })
    await waitUntilAllIsSettled()
    const { captured, refunded } = await payment(orderId)
    expect(captured).toBe(refunded)
    expect(await product('prod-35')).toMatchObject(untouched)
  })

  test('200 orders, a third of them cancelled at random moments: no violation', async () => {
    const acknowledged: string[] = []
    const cancelling = cancelOrders({ ...shop.orders, percent: 33, withinMs: 1_000, seed: 1 })
    await placeOrders({
      ...shop.orders,
      orders: wave(200, 1),
      onAccepted(accepted) {
        acknowledged.push(accepted.orderId)
        cancelling.onAccepted(accepted)
      },
    })
    const { asked, accepted, tooLate } = await cancelling.done()
    expect(accepted + tooLate).toBe(asked)
    await waitUntilAllIsSettled()
    const { violations } = await audit({
      postgresUrl: shop.databaseUrl,
      kafka: { brokers: shop.servers.kafka.bootstrap },
      acknowledged,
    })
    expect(violations).toEqual([])
  })

  async function waitUntilAllIsSettled() {
    const settled = await waitUntilSettled({ postgresUrl: shop.databaseUrl, timeoutMs: 60_000 })
    expect(settled).toMatchObject({ settled: true })
  }
}
