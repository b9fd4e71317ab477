import {
  type Ignoring,
  type Impossible,
  ignoringSteps,
  type StepFacts,
  type Transitions,
} from '@orderflow/messaging/transitions'
import type { ShipmentEvent, ShipmentStatus } from './shipment.ts'

/** NONE: no row yet. */
export type State = ShipmentStatus | 'NONE'
export type Inputs = 'PaymentCaptured' | 'OrderCancellationRequested'
export type Step = 'dispatch' | 'cancel' | Ignoring | Impossible

export const steps: Readonly<Record<Step, StepFacts<State, ShipmentEvent['type']>>> = {
  ...ignoringSteps,
  dispatch: {
    does: 'dispatch, or fail for an address that cannot be reached',
    ends: [
      { to: 'DISPATCHED', emits: ['ShipmentDispatched'] },
      { to: 'FAILED', emits: ['ShipmentFailed'] },
    ],
  },
  cancel: {
    does: 'leave a tombstone that refuses the dispatch',
    ends: [{ to: 'CANCELLED', emits: ['ShipmentCancelled'] }],
  },
}

/**
 * Shipping is the arbiter of cancellation, because dispatch is the pivot of the saga: whichever of payment
 * and cancellation is decided here first, wins, and the other is late.
 */
export const transitions = {
  NONE: { PaymentCaptured: 'dispatch', OrderCancellationRequested: 'cancel' },
  DISPATCHED: { PaymentCaptured: 'duplicate', OrderCancellationRequested: 'late' },
  FAILED: { PaymentCaptured: 'duplicate', OrderCancellationRequested: 'late' },
  CANCELLED: { PaymentCaptured: 'late', OrderCancellationRequested: 'duplicate' },
} as const satisfies Transitions<State, Inputs, Step>
