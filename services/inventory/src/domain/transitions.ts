import {
  type Ignoring,
  type Impossible,
  ignoringSteps,
  type StepFacts,
  type Transitions,
} from '@orderflow/messaging/transitions'
import type { InventoryEvent, ReservationStatus } from './stock.ts'

/** NONE: no row yet. */
export type State = ReservationStatus | 'NONE'
export type Inputs =
  | 'OrderCreated'
  | 'PaymentDeclined'
  | 'ShipmentDispatched'
  | 'ShipmentFailed'
  | 'ShipmentCancelled'
export type Step = 'reserve' | 'release' | 'bar' | 'sell' | Ignoring | Impossible

export const steps: Readonly<Record<Step, StepFacts<State, InventoryEvent['type']>>> = {
  ...ignoringSteps,
  reserve: {
    does: 'reserve all lines, or refuse',
    ends: [
      { to: 'RESERVED', emits: ['StockReserved'] },
      { to: 'REFUSED', emits: ['StockRejected'] },
    ],
  },
  release: { does: 'give the pieces back', ends: [{ to: 'RELEASED', emits: ['StockReleased'] }] },
  bar: { does: 'leave a tombstone that refuses the reservation', ends: [{ to: 'BARRED' }] },
  sell: { does: 'reserved becomes sold', ends: [{ to: 'SOLD' }] },
}

/** What becomes of an order's reservation. Products and their pieces follow from it. */
export const transitions = {
  NONE: {
    OrderCreated: 'reserve',
    // A payment, and a shipment, come of a reservation.
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'impossible',
    // Shipping may grant a cancellation before this service has heard of the order.
    ShipmentCancelled: 'bar',
  },
  RESERVED: {
    OrderCreated: 'duplicate',
    PaymentDeclined: 'release',
    ShipmentDispatched: 'sell',
    ShipmentFailed: 'release',
    ShipmentCancelled: 'release',
  },
  REFUSED: {
    OrderCreated: 'duplicate',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'impossible',
    // The order was cancelled before it heard of the refusal: nothing is held.
    ShipmentCancelled: 'late',
  },
  RELEASED: {
    OrderCreated: 'duplicate',
    // A cancelled order's payment may still be declined.
    PaymentDeclined: 'duplicate',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'duplicate',
    ShipmentCancelled: 'duplicate',
  },
  SOLD: {
    OrderCreated: 'duplicate',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'duplicate',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'impossible',
  },
  BARRED: {
    OrderCreated: 'late',
    PaymentDeclined: 'impossible',
    ShipmentDispatched: 'impossible',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'duplicate',
  },
} as const satisfies Transitions<State, Inputs, Step>
