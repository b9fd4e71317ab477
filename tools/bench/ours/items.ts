import type { OrderRequest } from '@orderflow/testing/load'

/** The same orders with a piece of one product in each. */
export function* eachWith(productId: string, orders: Iterable<OrderRequest>): Generator<OrderRequest> {
  for (const order of orders) {
    const others = order.items.filter(item => item.productId !== productId)
    yield { ...order, items: [{ productId, quantity: 1 }, ...others] }
  }
}
