import { type Input, Rows } from '@orderflow/messaging/decider'
import { decide } from './consumers.ts'
import type { Adjustment, Line, Product, Reservation, Stock } from './domain/stock.ts'
import type { Inputs, State } from './domain/transitions.ts'

export const orderId = 'order-1'
export const at = '2026-01-15T10:30:00.000Z'
export const lines: readonly Line[] = [
  { productId: 'prod-1', quantity: 2 },
  { productId: 'prod-2', quantity: 1 },
]

export const product = (productId: string, rest: Partial<Product> = {}): Product => ({
  productId,
  name: 'A product',
  unitPrice: 500,
  currency: 'EUR',
  available: 10,
  reserved: 3,
  sold: 5,
  version: 4,
  ...rest,
})

/** The pieces of `prod-1` and `prod-2`, and what the order holds of them; a tombstone holds nothing. */
export function given(state: State, products = [product('prod-1'), product('prod-2')]): Stock {
  const held = state === 'BARRED' ? [] : lines
  const reservations: Reservation[] =
    state === 'NONE' ? [] : [{ orderId, status: state, lines: held, version: 1 }]
  return {
    products: new Rows<Product>(({ productId }) => productId, products),
    reservations: new Rows<Reservation>(r => r.orderId, reservations),
    adjustments: new Rows<Adjustment>(({ adjustmentId }) => adjustmentId),
  }
}

export const inputOf = (type: Inputs, items = lines): Input<never> => {
  const data = {
    OrderCreated: { orderId, customerId: 'customer-1', items, currency: 'EUR', saga: 1, createdAt: at },
    PaymentDeclined: { orderId, reason: 'CARD_DECLINED', declinedAt: at },
    ShipmentDispatched: { orderId, trackingNumber: 'TRK-1', dispatchedAt: at },
    ShipmentFailed: { orderId, reason: 'UNDELIVERABLE_ADDRESS', failedAt: at },
    ShipmentCancelled: { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: at },
  }[type]
  return { id: `a ${type}`, type, data: data as never, at, correlationId: 'c', initiator: 'customer' }
}

/** Decides and keeps, as the shell does. */
export function when(world: Stock, type: Inputs, items = lines) {
  const input = inputOf(type, items)
  const decision = decide[type](world, input)
  for (const rows of Object.values(world)) rows.commit(input)
  return decision
}
