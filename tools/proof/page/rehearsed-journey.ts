import type { Journey, OrderSummary } from '@orderflow/live-page/api'

/** What an undeliverable parcel leads to: each event, who publishes it, and the place of its cause. */
const told = [
  ['OrderCreated', 'order', undefined],
  ['StockReserved', 'inventory', 0],
  ['OrderCleared', 'order', 1],
  ['PaymentCaptured', 'payment', 2],
  ['ShipmentFailed', 'shipping', 3],
  ['OrderCancelled', 'order', 4],
  ['StockReleased', 'inventory', 4],
  ['PaymentRefunded', 'payment', 4],
] as const

/** The journey of an order that nobody placed. */
export function rehearsedJourney(order: OrderSummary): Journey {
  const id = (n: number) => `${order.orderId}-${n}`
  const events = told.map(([type, source, cause], n) => ({
    id: id(n),
    type,
    topic: `${type}.v1`,
    source: `/services/${source}`,
    time: new Date(Date.parse(order.createdAt) + 40 * n).toISOString(),
    sequence: 1,
    ...(cause !== undefined && { causationId: id(cause) }),
    correlationId: order.correlationId,
    initiator: 'customer',
    deliveries: 1,
    data: { orderId: order.orderId },
  }))
  return { order: { ...order, status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS' }, events }
}
