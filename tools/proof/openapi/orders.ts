import type { System } from '../../dev/lib/system.ts'

/** One customer for each way in which payment and shipping can answer. */
const customers = ['openapi', 'declined-openapi', 'undeliverable-openapi']
const ends = ['COMPLETED', 'REJECTED', 'CANCELLED']

/** Orders that have come to their ends; each service knows of one at least. */
export async function endedOrders({ fetch, endpoints }: System): Promise<readonly string[]> {
  const orders = `${endpoints().services.order}/orders`
  const placed = customers.map(async customerId => {
    const answer = await fetch(orders, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId, items: [{ productId: 'prod-1', quantity: 1 }] }),
    })
    const { orderId } = (await answer.json()) as { readonly orderId: string }
    const until = Date.now() + 180_000 // a busy machine
    for (;;) {
      const { status } = (await (await fetch(`${orders}/${orderId}`)).json()) as { readonly status: string }
      if (ends.includes(status)) return orderId
      if (Date.now() > until) throw new Error(`Order ${orderId} is still ${status} after three minutes.`)
      await new Promise(resolve => setTimeout(resolve, 200))
    }
  })
  return await Promise.all(placed)
}
