import type { EventType } from '@orderflow/event-contracts'
import type { OrderStatus } from './order.ts'

/** The events of other services that move an order. */
export type Progress = Extract<
  EventType,
  | 'StockReserved'
  | 'StockRejected'
  | 'PaymentCaptured'
  | 'PaymentDeclined'
  | 'ShipmentDispatched'
  | 'ShipmentFailed'
>

/**
 * - a status: the order moves there
 * - `late`: the order is already past it; the event brings at most facts that were missing
 * - `duplicate`: the order is where this event would bring it
 * - `impossible`: the saga cannot produce it; it goes to the dead letters for a person to look at
 */
export type Transition = OrderStatus | 'late' | 'duplicate' | 'impossible'

/**
 * Every status against every event: no default. There is no order between topics, so an event may
 * arrive before the one that caused it: a dispatch completes an order that has not heard of its payment.
 */
export const transitions: Readonly<Record<OrderStatus, Readonly<Record<Progress, Transition>>>> = {
  PENDING: {
    StockReserved: 'STOCK_RESERVED',
    StockRejected: 'REJECTED',
    PaymentCaptured: 'PAID',
    PaymentDeclined: 'REJECTED',
    ShipmentDispatched: 'COMPLETED',
    ShipmentFailed: 'CANCELLED',
  },
  STOCK_RESERVED: {
    StockReserved: 'duplicate',
    StockRejected: 'impossible',
    PaymentCaptured: 'PAID',
    PaymentDeclined: 'REJECTED',
    ShipmentDispatched: 'COMPLETED',
    ShipmentFailed: 'CANCELLED',
  },
  PAID: {
    StockReserved: 'late',
    StockRejected: 'impossible',
    PaymentCaptured: 'duplicate',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'COMPLETED',
    ShipmentFailed: 'CANCELLED',
  },
  COMPLETED: {
    StockReserved: 'late',
    StockRejected: 'impossible',
    PaymentCaptured: 'late',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'duplicate',
    ShipmentFailed: 'impossible',
  },
  REJECTED: {
    StockReserved: 'late',
    StockRejected: 'duplicate',
    PaymentCaptured: 'impossible',
    PaymentDeclined: 'duplicate',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'impossible',
  },
  CANCELLED: {
    StockReserved: 'late',
    StockRejected: 'impossible',
    PaymentCaptured: 'late',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'duplicate',
  },
}
