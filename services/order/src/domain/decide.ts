import type { EventData } from '@orderflow/event-contracts'
import type { Decision, Input } from '@orderflow/messaging'
import type { Money, Order, OrderEvent, Orders, PlaceOrder, PlaceOrderReply } from './order.ts'
import { type Progress, transitions } from './transitions.ts'

/** Accepts an order, once per Idempotency-Key. */
export function placeOrder(
  { orders, idempotencyKeys }: Orders,
  { data, at, correlationId }: Input<PlaceOrder>,
): Decision<OrderEvent, PlaceOrderReply> {
  const { orderId, customerId, items, currency, destinationCountry, idempotency } = data
  if (idempotency !== undefined) {
    const used = idempotencyKeys.get(idempotency.key)
    if (used !== undefined) {
      return used.fingerprint === idempotency.fingerprint
        ? { ignored: 'duplicate', reply: { outcome: 'accepted', orderId: used.orderId } }
        : { ignored: 'not-ours', reply: { outcome: 'key-reused' } }
    }
    idempotencyKeys.set({ ...idempotency, orderId })
  }
  orders.set({
    orderId,
    customerId,
    items,
    currency,
    destinationCountry: destinationCountry ?? null,
    status: 'PENDING',
    reason: null,
    total: null,
    correlationId,
    version: 1,
    createdAt: at,
    updatedAt: at,
  })
  const created = { orderId, customerId, items: [...items], currency, createdAt: at }
  return {
    reply: { outcome: 'accepted', orderId },
    events: [
      {
        type: 'OrderCreated',
        sequence: 1,
        data: destinationCountry === undefined ? created : { ...created, destinationCountry },
      },
    ],
  }
}

/** A decision for one of the events that move an order, by the table of transitions. */
export function progress<Type extends Progress>(type: Type) {
  return ({ orders }: Orders, { data, at }: Input<EventData<Type>>): Decision<OrderEvent> => {
    const order = orders.get(data.orderId)
    if (order === undefined)
      throw new Error(`${type} for order ${data.orderId}, which was never accepted here`)
    const transition = transitions[order.status][type]
    switch (transition) {
      case 'impossible':
        throw new Error(`${type} cannot happen to order ${data.orderId}, which is ${order.status}`)
      case 'duplicate':
        return { ignored: 'duplicate' }
      case 'late': {
        const total = order.total ?? totalIn(data)
        if (total === order.total) return { ignored: 'late' }
        orders.set({ ...order, total, version: order.version + 1, updatedAt: at })
        return { events: [] }
      }
      default: {
        const moved: Order = {
          ...order,
          status: transition,
          reason: 'reason' in data ? data.reason : null,
          total: order.total ?? totalIn(data),
          version: order.version + 1,
          updatedAt: at,
        }
        orders.set(moved)
        return { events: announcement(moved) }
      }
    }
  }
}

/** The order's price, from the first event that knows it: the reservation, or the payment if that came first. */
function totalIn(data: EventData<Progress>): Money | null {
  if ('total' in data) return data.total
  return 'amount' in data ? data.amount : null
}

/** What the order service tells the others when an order has reached its end. */
function announcement({ orderId, status, reason, version: sequence, updatedAt: at }: Order): OrderEvent[] {
  const because = reason ?? 'UNKNOWN'
  switch (status) {
    case 'COMPLETED':
      return [{ type: 'OrderCompleted', sequence, data: { orderId, completedAt: at } }]
    case 'REJECTED':
      return [{ type: 'OrderRejected', sequence, data: { orderId, reason: because, rejectedAt: at } }]
    case 'CANCELLED':
      return [{ type: 'OrderCancelled', sequence, data: { orderId, reason: because, cancelledAt: at } }]
    case 'PENDING':
    case 'STOCK_RESERVED':
    case 'PAID':
      return []
    default: {
      const missing: never = status
      throw new Error(`no announcement for ${missing}`)
    }
  }
}
