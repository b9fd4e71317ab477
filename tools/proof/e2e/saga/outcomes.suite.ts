import { beforeAll, expect, test } from 'vitest'
import { ask, eventually, orderToEnd, type Shop } from '../shop.ts'
import { runSnippets } from '../snippets.ts'

/** Each way that an order can end. Nobody may have bought of these products before. */
export function outcomes(running: () => { readonly shop: Shop }) {
  let shop: Shop
  beforeAll(() => {
    shop = running().shop
  })

  const product = (id: string) => ask(shop, `${shop.addresses.inventory}/products/${id}`)
  const payment = (orderId: string) => ask(shop, `${shop.addresses.payment}/payments/${orderId}`)
  const shipment = (orderId: string) => ask(shop, `${shop.addresses.shipping}/shipments/${orderId}`)

  test('an order that everyone agrees to is completed, charged once and shipped once', async () => {
    const order = await orderToEnd(shop, 'c-1', 'prod-21', 2)

    expect(order).toMatchObject({ status: 'COMPLETED', total: { amount: 2050, currency: 'EUR' } })
    expect(await payment(order.orderId)).toMatchObject({ status: 'CAPTURED', captured: 2050, refunded: 0 })
    expect(await shipment(order.orderId)).toMatchObject({ status: 'DISPATCHED' })
    await eventually(
      () => product('prod-21'),
      ({ sold, reserved }) => sold === 2 && reserved === 0,
    )
  })

  test('an order for more than there is is rejected, and nobody is charged', async () => {
    const order = await orderToEnd(shop, 'c-1', 'prod-scarce', 6)

    expect(order).toMatchObject({ status: 'REJECTED', reason: 'OUT_OF_STOCK' })
    expect(await payment(order.orderId)).toEqual({ status: 404 })
    expect(await product('prod-scarce')).toMatchObject({ available: 5, reserved: 0, sold: 0 })
  })

  test('a declined payment gives the stock back', async () => {
    const order = await orderToEnd(shop, 'declined-1', 'prod-22')

    expect(order).toMatchObject({ status: 'REJECTED', reason: 'CARD_DECLINED' })
    expect(await payment(order.orderId)).toMatchObject({ status: 'DECLINED', captured: 0, refunded: 0 })
    expect(await shipment(order.orderId)).toEqual({ status: 404 })
    await eventually(
      () => product('prod-22'),
      ({ available, reserved, sold }) => available === 10_000_000 && reserved === 0 && sold === 0,
    )
  })

  test('a failed shipment pays the money back and gives the stock back', async () => {
    const order = await orderToEnd(shop, 'undeliverable-1', 'prod-23')

    expect(order).toMatchObject({ status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS' })
    await eventually(
      () => payment(order.orderId),
      ({ status, captured, refunded }) => status === 'REFUNDED' && captured === 1075 && refunded === 1075,
    )
    expect(await shipment(order.orderId)).toMatchObject({ status: 'FAILED', reason: 'UNDELIVERABLE_ADDRESS' })
    await eventually(
      () => product('prod-23'),
      ({ available, reserved, sold }) => available === 10_000_000 && reserved === 0 && sold === 0,
    )
  })

  test('two orders race for the last item: one gets it, the other is rejected', async () => {
    const first = await orderToEnd(shop, 'c-1', 'prod-scarce', 4)
    expect(first.status).toBe('COMPLETED')

    const race = await Promise.all(['c-2', 'c-3'].map(customer => orderToEnd(shop, customer, 'prod-scarce')))

    expect(race.map(({ status }) => status).sort()).toEqual(['COMPLETED', 'REJECTED'])
    await eventually(
      () => product('prod-scarce'),
      ({ available, reserved, sold }) => available === 0 && reserved === 0 && sold === 5,
    )
  })

  test('docs/idempotency.md shows what one sees', async () => {
    await runSnippets('idempotency.md', shop)
  })
}
