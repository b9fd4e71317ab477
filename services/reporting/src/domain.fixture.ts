import { inspect } from 'node:util'
import type { EventData } from '@orderflow/event-contracts'
import type { Input } from '@orderflow/messaging'
import { decide } from './consumers.ts'
import type { OrderEventType } from './domain/order.ts'
import type { Reporting } from './domain/world.ts'
import { worldOf } from './store.ts'

export const orderId = 'order-1'
export const total = { amount: 1050, currency: 'EUR' }
const items = [{ productId: 'prod-1', quantity: 2 }]
const money = { orderId, amount: total, gatewayReference: 'g-1' }

/** Time n of the story: each event a second after the one before. */
export const second = (n: number) => `2026-01-15T10:30:${String(n).padStart(2, '0')}.000Z`

/** What each event says. */
export const data: { readonly [T in OrderEventType]: EventData<T> } = {
  OrderCreated: { orderId, customerId: 'customer-1', items, currency: 'EUR', createdAt: second(0) },
  OrderCancellationRequested: { orderId, reason: 'CUSTOMER_REQUEST', requestedAt: second(0) },
  OrderCompleted: { orderId, completedAt: second(0) },
  OrderRejected: { orderId, reason: 'CARD_DECLINED', rejectedAt: second(0) },
  OrderCancelled: { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: second(0) },
  StockReserved: { orderId, customerId: 'customer-1', lines: [], total, reservedAt: second(0) },
  StockRejected: { orderId, reason: 'OUT_OF_STOCK', rejectedAt: second(0) },
  StockReleased: { orderId, lines: [], releasedAt: second(0) },
  PaymentCaptured: { ...money, customerId: 'customer-1', capturedAt: second(0) },
  PaymentDeclined: { orderId, reason: 'CARD_DECLINED', declinedAt: second(0) },
  PaymentRefunded: { ...money, refundedAt: second(0) },
  ShipmentDispatched: { orderId, trackingNumber: 'TRK-1', dispatchedAt: second(0) },
  ShipmentFailed: { orderId, reason: 'UNDELIVERABLE_ADDRESS', failedAt: second(0) },
  ShipmentCancelled: { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: second(0) },
}

/** The events of an order's life, the first at second 0, each a second after the one before. */
export const story = (...types: readonly OrderEventType[]): Input[] =>
  types.map((type, n) => ({
    id: `event-${n}`,
    type,
    data: data[type],
    at: '2026-02-01T00:00:00.000Z',
    correlationId: 'correlation-1',
    initiator: 'customer',
    event: { topic: `${type}.v1`, source: '/services/test', time: second(n), sequence: n + 1 },
  }))

/** How orders end, as the saga's events tell it. */
export const stories = {
  completed: story(
    'OrderCreated',
    'StockReserved',
    'PaymentCaptured',
    'ShipmentDispatched',
    'OrderCompleted',
  ),
  declined: story('OrderCreated', 'StockReserved', 'PaymentDeclined', 'OrderRejected', 'StockReleased'),
  undeliverable: story(
    'OrderCreated',
    'StockReserved',
    'PaymentCaptured',
    'ShipmentFailed',
    'OrderCancelled',
    'PaymentRefunded',
  ),
  cancelled: story(
    'OrderCreated',
    'OrderCancellationRequested',
    'StockReserved',
    'ShipmentCancelled',
    'OrderCancelled',
  ),
}

/** Decides and keeps, as the shell does. */
export function when(world: Reporting, input: Input): void {
  decide[input.type as OrderEventType](world, input as Input<never>)
  for (const rows of Object.values(world)) rows.commit(input)
}

/** All that some events leave, in one batch: rows that are not zero, sorted. */
export function left(events: readonly Input[], world = worldOf()): Record<string, unknown[]> {
  for (const event of events) when(world, event)
  return Object.fromEntries(
    Object.entries(world).map(([name, rows]) => [
      name,
      rows
        .changes()
        .map(({ row }) => row as object)
        .filter(row => !('n' in row) || row.n !== 0)
        .toSorted((a, b) => (inspect(a) < inspect(b) ? -1 : 1)),
    ]),
  )
}
