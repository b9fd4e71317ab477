/** The body of `POST /orders`. */
export interface OrderRequest {
  readonly customerId: string
  readonly items: readonly { readonly productId: string; readonly quantity: number }[]
}

/** An order to place, and perhaps when to ask for its cancellation: milliseconds after it was accepted. */
export interface PlannedOrder {
  readonly request: OrderRequest
  readonly cancelAfterMs?: number
}

/**
 * One order of a mixed wave: most are plain; 8 % will be declined, 5 % cannot be delivered, 4 % want more of
 * prod-scarce than there is, and 5 % are cancelled soon after.
 * @param random numbers from 0 to below 1
 */
export function mixedOrder(random: () => number = Math.random): PlannedOrder {
  const below = (limit: number) => Math.floor(random() * limit)
  const purpose = random()
  const number = 1 + below(10_000)
  const items = [{ productId: `prod-${1 + below(100)}`, quantity: 1 + below(3) }]
  if (purpose < 0.08) return { request: { customerId: `declined-${number}`, items } }
  if (purpose < 0.13) return { request: { customerId: `undeliverable-${number}`, items } }
  const customerId = `customer-${number}`
  if (purpose < 0.17) return { request: { customerId, items: [{ productId: 'prod-scarce', quantity: 6 }] } }
  if (purpose < 0.22) return { request: { customerId, items }, cancelAfterMs: below(400) }
  return { request: { customerId, items } }
}
