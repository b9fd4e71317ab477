import type { Saga } from '@orderflow/order/domain/order.ts'

/** One input that reaches one service. */
export interface Delivery {
  readonly input: string
  readonly to: string
  /** The state that it leads to, where the step leaves a choice. */
  readonly becomes?: string
}

/** One way in which an order may go, to its end. The tables decide what happens; this only says what comes next. */
export interface Scenario {
  readonly title: string
  /** What to see in it. */
  readonly about: string
  /** From the placement of an order on, in the order of arrival. */
  readonly deliveries: readonly Delivery[]
  /** How the order ends, so that what `about` says stays true. */
  readonly ends: string
}

const to = (service: string, input: string, becomes?: string): Delivery => ({
  input,
  to: service,
  ...(becomes !== undefined && { becomes }),
})

const reservedAndAsked = [
  to('inventory', 'OrderCreated', 'RESERVED'),
  to('order', 'StockReserved'),
  to('payment', 'StockReserved'),
]
const paid = [...reservedAndAsked, to('payment', 'CaptureApproved'), to('order', 'PaymentCaptured')]

const first: readonly Scenario[] = [
  {
    title: 'All goes well',
    about:
      'Each service does its part and says so; nobody is in charge. Dispatch is the pivot: before it everything ' +
      'can be undone, after it the order only goes forward.',
    deliveries: [
      ...paid,
      to('shipping', 'PaymentCaptured', 'DISPATCHED'),
      to('order', 'ShipmentDispatched'),
      to('inventory', 'ShipmentDispatched'),
    ],
    ends: 'COMPLETED',
  },
  {
    title: 'Compensation: it cannot be delivered',
    about: 'One event undoes what was done: inventory gives the pieces back, payment the money.',
    deliveries: [
      ...paid,
      to('shipping', 'PaymentCaptured', 'FAILED'),
      to('order', 'ShipmentFailed'),
      to('inventory', 'ShipmentFailed'),
      to('payment', 'ShipmentFailed'),
      to('payment', 'RefundApproved'),
    ],
    ends: 'CANCELLED',
  },
  {
    title: 'A cancellation that overtakes everything',
    about:
      'There is no order between topics, so the cancellation may be through before anyone else has heard of the ' +
      'order. Inventory and payment then have nothing to undo; they leave a tombstone, which refuses what comes ' +
      'late. A deadline (`DeadlinePassed`) asks in the same way.',
    deliveries: [
      to('order', 'CancelOrder'),
      to('shipping', 'OrderCancellationRequested'),
      to('order', 'ShipmentCancelled'),
      to('payment', 'ShipmentCancelled'),
      to('inventory', 'ShipmentCancelled'),
      to('inventory', 'OrderCreated'),
    ],
    ends: 'CANCELLED',
  },
  {
    title: 'A cancellation that comes too late',
    about:
      'Shipping has dispatched, so it ignores the request. The order waits in CANCEL_PENDING for its word, which is ' +
      '`ShipmentDispatched`. Who asks again is refused (409).',
    deliveries: [
      ...paid,
      to('shipping', 'PaymentCaptured', 'DISPATCHED'),
      to('order', 'CancelOrder'),
      to('shipping', 'OrderCancellationRequested'),
      to('order', 'ShipmentDispatched'),
      to('inventory', 'ShipmentDispatched'),
      to('order', 'CancelOrder'),
    ],
    ends: 'COMPLETED',
  },
  {
    title: 'A capture that lands late',
    about:
      'The gateway is being asked when the cancellation is granted. Payment cannot take the question back, so it ' +
      'waits for the answer and pays back at once what was captured. The tombstone in shipping ignores ' +
      '`PaymentCaptured`; the order only learns its price.',
    deliveries: [
      ...reservedAndAsked,
      to('order', 'CancelOrder'),
      to('shipping', 'OrderCancellationRequested'),
      to('order', 'ShipmentCancelled'),
      to('inventory', 'ShipmentCancelled'),
      to('payment', 'ShipmentCancelled'),
      to('payment', 'CaptureApproved'),
      to('shipping', 'PaymentCaptured'),
      to('order', 'PaymentCaptured'),
      to('payment', 'RefundApproved'),
    ],
    ends: 'CANCELLED',
  },
]

const checked = [
  to('inventory', 'OrderCreated', 'RESERVED'),
  to('order', 'StockReserved', 'STOCK_RESERVED'),
  to('payment', 'OrderCleared'),
]

const second: readonly Scenario[] = [
  {
    title: 'All goes well',
    about:
      'The order service checks the order once its price is known. Payment waits for OrderCleared: it does not read ' +
      'the version of StockReserved in which such an order is told.',
    deliveries: [
      ...checked,
      to('payment', 'CaptureApproved'),
      to('order', 'PaymentCaptured'),
      to('shipping', 'PaymentCaptured', 'DISPATCHED'),
      to('order', 'ShipmentDispatched'),
      to('inventory', 'ShipmentDispatched'),
    ],
    ends: 'COMPLETED',
  },
  {
    title: 'The check is not passed',
    about:
      'The order asks for its own cancellation, as at its deadline, so there is no other way back. Nothing was asked of ' +
      'payment, which leaves a tombstone.',
    deliveries: [
      to('inventory', 'OrderCreated', 'RESERVED'),
      to('order', 'StockReserved', 'CANCEL_PENDING'),
      to('shipping', 'OrderCancellationRequested'),
      to('order', 'ShipmentCancelled'),
      to('inventory', 'ShipmentCancelled'),
      to('payment', 'ShipmentCancelled'),
    ],
    ends: 'CANCELLED',
  },
  {
    title: 'A cancellation that overtakes the check',
    about: 'An order that has asked for its cancellation is not cleared any more: it only learns its price.',
    deliveries: [
      to('inventory', 'OrderCreated', 'RESERVED'),
      to('order', 'CancelOrder'),
      to('order', 'StockReserved'),
      to('shipping', 'OrderCancellationRequested'),
      to('order', 'ShipmentCancelled'),
      to('inventory', 'ShipmentCancelled'),
      to('payment', 'ShipmentCancelled'),
    ],
    ends: 'CANCELLED',
  },
]

/** By the version of the saga. */
export const scenarios: Readonly<Record<Saga, readonly Scenario[]>> = { 1: first, 2: second }
