import type { OrderRequest } from '@orderflow/load'
import { uuidv7 } from '@orderflow/messaging/ids'

/** Who sends an order: the `authorization` header of a customer's own token. */
export type Authorizations = ReadonlyMap<string, string>

/** The same orders of few customers, who keep what they are made for: `declined-7`. */
export function* ofFew(orders: Iterable<OrderRequest>, customers: number): Generator<OrderRequest> {
  for (const order of orders) {
    const customerId = order.customerId.replace(/\d+$/, n => String(Number(n) % customers))
    yield { ...order, customerId }
  }
}

/**
 * What gives one request after the other, as text and written beforehand, but for an Idempotency-Key of its own each: as many
 * orders as there are, again and again.
 */
export function requests(orders: readonly OrderRequest[], authorizations: Authorizations): () => string {
  const written = orders.map(order => {
    const body = JSON.stringify(order)
    const authorization = authorizations.get(order.customerId)
    const head = `POST /orders HTTP/1.1\r\nhost: orders\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nidempotency-key: `
    return [head, `\r\n\r\n${body}`] as const
  })
  let place = 0
  return () => {
    const [head, body] = written[place++ % written.length] as (typeof written)[number]
    return head + uuidv7() + body
  }
}
