import { randomUUID } from 'node:crypto'

/** How many products there are: few orders at a time want the same one. */
export const PRODUCTS = 1_000

/** One line per order: the least that an order can ask for. */
export interface Order {
  readonly orderId: string
  readonly customerId: string
  readonly productId: string
  readonly quantity: number
  readonly amountCents: number
}

export const makeOrders = (count: number): Order[] =>
  Array.from({ length: count }, (_, n) => ({
    orderId: randomUUID(),
    customerId: `customer-${n % 5_000}`,
    productId: `product-${n % PRODUCTS}`,
    quantity: 1 + (n % 3),
    amountCents: 1_000 + (n % 500),
  }))

/** `work` for every item, at most `inFlight` at a time: a closed loop, as keep-alive connections would make. */
export async function closedLoop<T>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<unknown>,
) {
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, worker))
}
