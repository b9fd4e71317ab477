import { type Input, Rows } from '@orderflow/messaging/decider'
import { decide } from './consumers.ts'
import { costsMoreThan } from './domain/fraud.ts'
import type { Customer, Order, OrderStatus, Orders } from './domain/order.ts'
import type { Inputs, Progress } from './domain/transitions.ts'

export const orderId = 'order-1'
export const pseudonym = 'pseudonym-1'
export const createdAt = '2026-01-15T10:30:00.000Z'
export const at = '2026-01-15T10:31:00.000Z'
export const total = { amount: 3000, currency: 'EUR' }
/** What an order may cost, to the last cent, and what it may not. */
export const suspect = { amount: 3001, currency: 'EUR' }
const decisions = decide(costsMoreThan(total.amount))

/** What each input says. */
export const data: Readonly<Record<Inputs, Readonly<Record<string, unknown>>>> = {
  StockReserved: { orderId, customerId: pseudonym, lines: [], total, saga: 1, reservedAt: at },
  StockRejected: { orderId, reason: 'OUT_OF_STOCK', rejectedAt: at },
  PaymentCaptured: {
    orderId,
    customerId: pseudonym,
    amount: total,
    gatewayReference: 'cap-1',
    capturedAt: at,
  },
  PaymentDeclined: { orderId, reason: 'CARD_DECLINED', declinedAt: at },
  ShipmentDispatched: { orderId, trackingNumber: 'TRK-1', dispatchedAt: at },
  ShipmentFailed: { orderId, reason: 'UNDELIVERABLE_ADDRESS', failedAt: at },
  ShipmentCancelled: { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: at },
  CancelOrder: { orderId },
  DeadlinePassed: { orderId },
}

export const events = [
  'StockReserved',
  'StockRejected',
  'PaymentCaptured',
  'PaymentDeclined',
  'ShipmentDispatched',
  'ShipmentFailed',
  'ShipmentCancelled',
] as const satisfies Progress[]

/** An order of customer-1 that is so, version 7, and nothing else. */
export function given(status: OrderStatus, order: Partial<Order> = {}): Orders {
  const stored: Order = {
    orderId,
    customerId: pseudonym,
    items: [{ productId: 'prod-1', quantity: 2 }],
    currency: 'EUR',
    destinationCountry: null,
    status,
    reason: null,
    total: null,
    correlationId: 'correlation-1',
    saga: 1,
    version: 7,
    deadlineAt: '2026-01-15T10:45:00.000Z',
    createdAt,
    updatedAt: createdAt,
    ...order,
  }
  return worldOf([{ customerId: 'customer-1', pseudonym }], [stored])
}

export const worldOf = (customers: readonly Customer[], orders: readonly Order[]): Orders => ({
  customers: new Rows<Customer>(c => c.customerId, customers),
  orders: new Rows<Order>(o => o.orderId, orders),
})

/** Decides and keeps, as the shell does. */
export function when(world: Orders, type: Inputs, said = data[type]) {
  const input = { id: 'input-1', type, data: said, at, correlationId: 'c', initiator: 'customer' }
  const decision = decisions[type](world, input as Input<never>)
  world.orders.commit(input)
  return decision
}
