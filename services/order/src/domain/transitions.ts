import type { EventType } from '@orderflow/events'
import {
  type Ignoring,
  type Impossible,
  ignoringSteps,
  type StepFacts,
  type Transitions,
} from '@orderflow/messaging/transitions'
import type { OrderEvent, OrderStatus, Saga } from './order.ts'

/** The events of other services that move an order. */
export type Progress = Extract<
  EventType,
  | 'StockReserved'
  | 'StockRejected'
  | 'PaymentCaptured'
  | 'PaymentDeclined'
  | 'ShipmentDispatched'
  | 'ShipmentFailed'
  | 'ShipmentCancelled'
>
/** What asks for the order's cancellation. */
export type CancelRequest = 'CancelOrder' | 'DeadlinePassed'
export type Inputs = Progress | CancelRequest

/** Steps that move an order because of an event, and where to. */
export const moves = {
  reserve: 'STOCK_RESERVED',
  pay: 'PAID',
  complete: 'COMPLETED',
  reject: 'REJECTED',
  cancel: 'CANCELLED',
} as const satisfies Record<string, OrderStatus>

export type Step =
  | keyof typeof moves
  | 'check'
  | 'learn'
  | 'request'
  | 'refuse'
  | 'confirm'
  | Ignoring
  | Impossible

const steps: Readonly<Record<Step, StepFacts<OrderStatus, OrderEvent['type']>>> = {
  ...ignoringSteps,
  reserve: { does: 'stock is reserved', ends: [{ to: 'STOCK_RESERVED' }] },
  check: {
    does: 'check it for fraud: clear it for payment, or ask shipping, the arbiter',
    ends: [
      { to: 'STOCK_RESERVED', emits: ['OrderCleared'] },
      { to: 'CANCEL_PENDING', emits: ['OrderCancellationRequested'] },
    ],
  },
  pay: { does: 'it is paid', ends: [{ to: 'PAID' }] },
  complete: { does: 'it is on its way: the end', ends: [{ to: 'COMPLETED', emits: ['OrderCompleted'] }] },
  reject: { does: 'it is refused: the end', ends: [{ to: 'REJECTED', emits: ['OrderRejected'] }] },
  cancel: { does: 'it is undone: the end', ends: [{ to: 'CANCELLED', emits: ['OrderCancelled'] }] },
  learn: { does: 'at most its price is news', ends: [] },
  request: {
    does: 'ask shipping, the arbiter',
    ends: [{ to: 'CANCEL_PENDING', emits: ['OrderCancellationRequested'] }],
  },
  refuse: { does: 'refuse: it has ended otherwise', ends: [] },
  confirm: { does: 'confirm it to who asked for it, refuse it otherwise', ends: [] },
}

/**
 * Every status against every input. There is no order between topics, so an event may arrive before the one
 * that caused it: a dispatch completes an order that has not heard of its payment. CANCEL_PENDING is a
 * semantic lock: nothing but shipping's word leads out of it, because shipping is the arbiter.
 */
const first = {
  PENDING: {
    StockReserved: 'reserve',
    StockRejected: 'reject',
    PaymentCaptured: 'pay',
    PaymentDeclined: 'reject',
    ShipmentDispatched: 'complete',
    ShipmentFailed: 'cancel',
    ShipmentCancelled: 'impossible',
    CancelOrder: 'request',
    DeadlinePassed: 'request',
  },
  STOCK_RESERVED: {
    StockReserved: 'duplicate',
    StockRejected: 'impossible',
    PaymentCaptured: 'pay',
    PaymentDeclined: 'reject',
    ShipmentDispatched: 'complete',
    ShipmentFailed: 'cancel',
    ShipmentCancelled: 'impossible',
    CancelOrder: 'request',
    DeadlinePassed: 'request',
  },
  PAID: {
    StockReserved: 'learn',
    StockRejected: 'impossible',
    PaymentCaptured: 'duplicate',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'complete',
    ShipmentFailed: 'cancel',
    ShipmentCancelled: 'impossible',
    CancelOrder: 'request',
    DeadlinePassed: 'request',
  },
  CANCEL_PENDING: {
    StockReserved: 'learn',
    StockRejected: 'late',
    PaymentCaptured: 'learn',
    PaymentDeclined: 'late',
    // It was dispatched before shipping heard of the request: too late to cancel.
    ShipmentDispatched: 'complete',
    ShipmentFailed: 'cancel',
    ShipmentCancelled: 'cancel',
    CancelOrder: 'duplicate',
    DeadlinePassed: 'duplicate',
  },
  COMPLETED: {
    StockReserved: 'learn',
    StockRejected: 'impossible',
    PaymentCaptured: 'learn',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'duplicate',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'impossible',
    CancelOrder: 'refuse',
    DeadlinePassed: 'late',
  },
  REJECTED: {
    StockReserved: 'learn',
    StockRejected: 'duplicate',
    PaymentCaptured: 'impossible',
    PaymentDeclined: 'duplicate',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'impossible',
    CancelOrder: 'refuse',
    DeadlinePassed: 'late',
  },
  CANCELLED: {
    StockReserved: 'learn',
    StockRejected: 'late',
    PaymentCaptured: 'learn',
    PaymentDeclined: 'late',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'duplicate',
    ShipmentCancelled: 'duplicate',
    CancelOrder: 'confirm',
    DeadlinePassed: 'late',
  },
} as const satisfies Transitions<OrderStatus, Inputs, Step>

/** Payment waits for the order's OrderCleared, so nothing that comes of a payment comes before the check. */
const second = {
  ...first,
  PENDING: {
    ...first.PENDING,
    StockReserved: 'check',
    PaymentCaptured: 'impossible',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'impossible',
  },
} as const satisfies Transitions<OrderStatus, Inputs, Step>

const { check: _new, ...stepsOfFirst } = steps
const { reserve: _replaced, ...stepsOfSecond } = steps

/** A version of the saga is a table. One that orders have begun with stays as it is (docs/changing-the-saga.md). */
export const sagas = {
  1: { transitions: first, steps: stepsOfFirst },
  2: { transitions: second, steps: stepsOfSecond },
} as const satisfies Record<Saga, unknown>

/** The versions of OrderCreated that tell an order of a version of the saga: who knows none of them leaves it alone. */
export const createdIn = { 1: [2, 1], 2: [3] } as const satisfies Record<Saga, readonly number[]>

/** Versions stand in their order. */
const newest = Object.values(sagas).at(-1) as (typeof sagas)[Saga]

/**
 * The table that decides an order: that of the version it began with. A release that does not know that version, since it was
 * rolled back, decides by the newest that it knows: what is new in the version comes in events that it does not read.
 */
export const tableOf = ({ saga }: { readonly saga: Saga }) => (sagas[saga] ?? newest).transitions
