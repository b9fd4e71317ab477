import { createHash } from 'node:crypto'
import type { PlaceOrder } from './domain/order.ts'

/** The currency of an order that does not say one. */
export const usualCurrency = 'EUR'

/**
 * The same for the same order, whatever the white space and the order of fields in its JSON. What an order need
 * not say counts only where it says something unusual, so that a request is known again across releases.
 */
export function fingerprintOf(asked: Omit<PlaceOrder, 'orderId' | 'deadlineAt' | 'idempotency'>): string {
  const { customerId, items: ordered, currency, destinationCountry = null } = asked
  const canonical: unknown[] = [customerId, ordered.map(({ productId, quantity }) => [productId, quantity])]
  if (currency !== usualCurrency || destinationCountry !== null) canonical.push(currency, destinationCountry)
  return createHash('sha256').update(JSON.stringify(canonical)).digest('base64')
}
