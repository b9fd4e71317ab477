import type { OrderFacts } from '@orderflow/audit'
import type { EventsSeen } from './events.ts'

const payments: Readonly<Record<string, string>> = {
  Captured: 'payment.captured.v1',
  Declined: 'payment.declined.v1',
  Refunded: 'payment.refunded.v1',
}
const reservations: Readonly<Record<string, readonly string[]>> = {
  RESERVED: ['stock.reserved.v1'],
  SOLD: ['stock.reserved.v1'],
  RELEASED: ['stock.reserved.v1', 'stock.released.v1'],
  REFUSED: ['stock.rejected.v1'],
}
const shipments: Readonly<Record<string, string>> = {
  DISPATCHED: 'shipment.dispatched.v1',
  FAILED: 'shipment.failed.v1',
  CANCELLED: 'shipment.cancelled.v1',
}
const orders: Readonly<Record<string, string>> = {
  COMPLETED: 'order.completed.v1',
  REJECTED: 'order.rejected.v1',
  CANCELLED: 'order.cancelled.v1',
}

/** The topics on which an effect leaves its event, but for those of which the databases keep no trace. */
const traced: readonly string[] = [
  ...Object.values(payments),
  ...new Set(Object.values(reservations).flat()),
  ...Object.values(shipments),
  ...Object.values(orders),
]

export interface Mismatch {
  /** Effects in the databases whose event is on no topic: it was lost on the way. */
  readonly lost: readonly string[]
  /** Events on the topics whose effect is in no database: it was rolled back, or happened elsewhere. */
  readonly unfounded: readonly string[]
}

/** Compares what the databases know of an order with the events that lie on the topics. */
export function compare(facts: OrderFacts, seen: EventsSeen): Mismatch {
  const { orderId } = facts
  const expected = expectedTopics(facts)
  const lost = [...expected].filter(topic => !seen.has(topic, orderId))
  const created = ['order.created.v2', 'order.created.v1']
  if (facts.order !== undefined && !created.some(topic => seen.has(topic, orderId))) lost.push(created[0]!)
  const unfounded = traced.filter(topic => seen.has(topic, orderId) && !expected.has(topic))
  return {
    lost: lost.map(topic => `${orderId}: no event on ${topic}`),
    unfounded: unfounded.map(topic => `${orderId}: an event on ${topic} and no such effect`),
  }
}

function expectedTopics({ order, reservation = '', payment, shipments: shipped }: OrderFacts): Set<string> {
  return new Set([
    ...(orders[order?.status ?? ''] === undefined ? [] : [orders[order?.status ?? ''] as string]),
    ...(reservations[reservation] ?? []),
    ...(payment?.types ?? []).flatMap(type => payments[type] ?? []),
    ...shipped.flatMap(status => shipments[status] ?? []),
  ])
}
