import type { OrderFacts } from '@orderflow/audit'
import type { EventsSeen } from './events.ts'

const payments: Readonly<Record<string, string>> = {
  Captured: 'payment.captured.v1',
  Declined: 'payment.declined.v1',
  Refunded: 'payment.refunded.v1',
}
const reservations: Readonly<Record<string, readonly string[]>> = {
  RELEASED: ['stock.released.v1'],
  REFUSED: ['stock.rejected.v1'],
}
const cleared = 'order.cleared.v1'

/** The versions in which an order of each version of the saga is told, newest first. */
const told: Readonly<
  Record<number, { readonly created: readonly [string, ...string[]]; readonly reserved: string }>
> = {
  1: { created: ['order.created.v2', 'order.created.v1'], reserved: 'stock.reserved.v1' },
  2: { created: ['order.created.v3'], reserved: 'stock.reserved.v2' },
}
const allTold = Object.values(told)

/** The topics that announce an order. */
export const announcing: readonly string[] = allTold.flatMap(({ created }) => created)
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
  ...Object.values(reservations).flat(),
  ...allTold.map(({ reserved }) => reserved),
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
  const { saga = 1 } = facts.order ?? {}
  const created: readonly string[] = told[saga]?.created ?? []
  if (facts.order !== undefined && !created.some(topic => seen.has(topic, orderId)))
    lost.push(created[0] ?? '')
  const foreign = [...announcing.filter(topic => !created.includes(topic)), ...(saga === 1 ? [cleared] : [])]
  const unfounded = [...traced.filter(topic => !expected.has(topic)), ...(facts.order ? foreign : [])].filter(
    topic => seen.has(topic, orderId),
  )
  return {
    lost: lost.map(topic => `${orderId}: no event on ${topic}`),
    unfounded: unfounded.map(topic => `${orderId}: an event on ${topic} and no such effect`),
  }
}

const held: ReadonlySet<string> = new Set(['RESERVED', 'SOLD', 'RELEASED'])

function expectedTopics({ order, reservation = '', payment, shipments: shipped }: OrderFacts): Set<string> {
  return new Set([
    ...(orders[order?.status ?? ''] === undefined ? [] : [orders[order?.status ?? ''] as string]),
    ...(reservations[reservation] ?? []),
    ...(held.has(reservation) ? [told[order?.saga ?? 1]?.reserved ?? ''] : []),
    ...(order?.saga !== 1 && payment?.types.includes('CaptureRequested') ? [cleared] : []),
    ...(payment?.types ?? []).flatMap(type => payments[type] ?? []),
    ...shipped.flatMap(status => shipments[status] ?? []),
  ])
}
