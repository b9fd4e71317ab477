import type { EventData } from '@orderflow/events'
import type { Decision, Input } from '@orderflow/messaging/decider'
import { stepFor, unreachable } from '@orderflow/messaging/transitions'
import type { FraudCheck } from './fraud.ts'
import type {
  CancelOrder,
  CancelOrderReply,
  DeadlinePassed,
  Money,
  Order,
  OrderEvent,
  Orders,
  PlaceOrder,
  PlaceOrderReply,
} from './order.ts'
import { isPseudonym } from './pseudonym.ts'
import { createdIn, type Inputs, moves, type Progress, tableOf } from './transitions.ts'

/** Accepts an order. */
export function placeOrder(
  { customers, orders }: Orders,
  { data, at, correlationId }: Input<PlaceOrder>,
): Decision<OrderEvent, PlaceOrderReply> {
  const { orderId, items, currency, destinationCountry, deadlineMs, saga = 1 } = data
  const customerId = pseudonymIn(customers, data)
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
    saga,
    version: 1,
    deadlineAt: new Date(Date.parse(at) + deadlineMs).toISOString(),
    createdAt: at,
    updatedAt: at,
  })
  const created = { orderId, customerId, items: [...items], currency, saga, createdAt: at }
  return {
    reply: { outcome: 'accepted', orderId },
    events: [
      {
        type: 'OrderCreated',
        sequence: 1,
        data: destinationCountry === undefined ? created : { ...created, destinationCountry },
        versions: createdIn[saga],
      },
    ],
  }
}

/** What the customer is known by; from their first order on always the same. */
function pseudonymIn(customers: Orders['customers'], { customerId, pseudonym }: PlaceOrder): string {
  const known = customers.get(customerId)
  if (known !== undefined) return known.pseudonym
  customers.set({ customerId, pseudonym })
  return pseudonym
}

/** An event of another service, by the order's table of transitions. */
export const onProgress =
  <Type extends Progress>(type: Type, isSuspect: FraudCheck) =>
  ({ orders }: Orders, { data, at }: Input<EventData<Type>>): Decision<OrderEvent> => {
    const order = orders.get(data.orderId)
    if (order === undefined)
      throw new Error(`${type} for order ${data.orderId}, which was never accepted here`)
    const step = stepOf(order, type as Progress)
    switch (step) {
      case 'duplicate':
      case 'late':
        return { ignored: step }
      case 'learn': {
        const total = order.total ?? totalIn(data)
        if (total === order.total) return { ignored: 'late' }
        orders.set({ ...order, total, version: order.version + 1, updatedAt: at })
        return { events: [] }
      }
      case 'check':
        return { events: check(orders, order, totalIn(data) as Money, isSuspect, at) }
      case 'reserve':
      case 'pay':
      case 'complete':
      case 'reject':
      case 'cancel': {
        const moved: Order = {
          ...order,
          status: moves[step],
          reason: 'reason' in data ? data.reason : null,
          total: order.total ?? totalIn(data),
          version: order.version + 1,
          updatedAt: at,
        }
        orders.set(moved)
        return { events: announcement(moved) }
      }
      default:
        return unreachable(step)
    }
  }

/** Stock is reserved and the price is known: clears the order for payment, or asks for its cancellation. */
function check(
  orders: Orders['orders'],
  order: Order,
  total: Money,
  isSuspect: FraudCheck,
  at: string,
): OrderEvent[] {
  if (isSuspect(total)) return requestCancellation(orders, { ...order, total }, fraudSuspected, at)
  const { orderId, customerId } = order
  const sequence = order.version + 1
  orders.set({ ...order, status: 'STOCK_RESERVED', total, version: sequence, updatedAt: at })
  // A schema lets members through that it does not know, and OrderCleared says no more than its own.
  const { amount, currency } = total
  return [
    {
      type: 'OrderCleared',
      sequence,
      data: { orderId, customerId, total: { amount, currency }, clearedAt: at },
    },
  ]
}

/** A person asks for the order's cancellation; another's is as one that is not there. Asking again is answered alike and asks nobody else again. */
export function onCancelOrder(
  { customers, orders }: Orders,
  { data: { orderId, customerId }, at }: Input<CancelOrder>,
): Decision<OrderEvent, CancelOrderReply> {
  const order = orders.get(orderId)
  if (order === undefined || !isTheirs(order, customers, customerId))
    return { ignored: 'not-ours', reply: { outcome: 'unknown-order' } }
  const { status, reason } = order
  const step = stepOf(order, 'CancelOrder')
  switch (step) {
    case 'request':
      return {
        events: requestCancellation(orders, order, customerRequest, at),
        reply: { outcome: 'accepted', status: 'CANCEL_PENDING' },
      }
    case 'duplicate':
      return { ignored: step, reply: { outcome: 'accepted', status: 'CANCEL_PENDING' } }
    case 'confirm':
      return reason === customerRequest
        ? { ignored: 'duplicate', reply: { outcome: 'accepted', status: 'CANCELLED' } }
        : { ignored: 'late', reply: { outcome: 'refused', status, reason } }
    case 'refuse':
      return { ignored: 'late', reply: { outcome: 'refused', status, reason } }
    default:
      return unreachable(step)
  }
}

const isTheirs = ({ customerId }: Order, customers: Orders['customers'], whose: string | undefined) =>
  whose === undefined ||
  customerId === customers.get(whose)?.pseudonym ||
  (customerId === whose && !isPseudonym(customerId))

/** The order's deadline has passed: unless it has ended, it asks for its own cancellation. */
export function onDeadlinePassed(
  { orders }: Orders,
  { data: { orderId }, at }: Input<DeadlinePassed>,
): Decision<OrderEvent> {
  const order = orders.get(orderId)
  if (order === undefined) return { ignored: 'not-ours' }
  const step = stepOf(order, 'DeadlinePassed')
  return step === 'request'
    ? { events: requestCancellation(orders, order, deadlineExceeded, at) }
    : { ignored: step }
}

const customerRequest = 'CUSTOMER_REQUEST'
const deadlineExceeded = 'DEADLINE_EXCEEDED'
const fraudSuspected = 'FRAUD_SUSPECTED'

function requestCancellation(
  orders: Orders['orders'],
  order: Order,
  reason: string,
  at: string,
): OrderEvent[] {
  const { orderId } = order
  const sequence = order.version + 1
  orders.set({ ...order, status: 'CANCEL_PENDING', reason, version: sequence, updatedAt: at })
  return [{ type: 'OrderCancellationRequested', sequence, data: { orderId, reason, requestedAt: at } }]
}

const stepOf = <Type extends Inputs>(order: Order, type: Type) =>
  stepFor(tableOf(order), order.status, type, `order ${order.orderId}`)

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
    case 'CANCEL_PENDING':
      return []
    default:
      return unreachable(status)
  }
}
