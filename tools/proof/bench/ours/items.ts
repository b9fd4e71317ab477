import type { OrderRequest } from '@orderflow/load'

/** The same orders with a piece of one product in each. */
export function* eachWith(productId: string, orders: Iterable<OrderRequest>): Generator<OrderRequest> {
  for (const order of orders) {
    const others = order.items.filter(item => item.productId !== productId)
    yield { ...order, items: [{ productId, quantity: 1 }, ...others] }
  }
}

/** The same orders with so many products each, 1 to 100: the first of their own, and then others of the catalogue. */
export function* eachOfSize(size: number, orders: Iterable<OrderRequest>): Generator<OrderRequest> {
  for (const order of orders) {
    const items = order.items.slice(0, size)
    const taken = new Set(items.map(({ productId }) => productId))
    for (let n = 1; items.length < size; n++) {
      if (!taken.has(`prod-${n}`)) items.push({ productId: `prod-${n}`, quantity: 1 })
    }
    yield { ...order, items }
  }
}
