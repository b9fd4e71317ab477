import {
  type Ignoring,
  type Impossible,
  ignoringSteps,
  type StepFacts,
  type Transitions,
} from '@orderflow/messaging/transitions'
import type { PaymentEvent, PaymentStatus } from './payment.ts'

/** NONE: no entry yet. */
export type State = PaymentStatus | 'NONE'
/** The events of others, and what the gateway answers. */
export type Inputs =
  | 'StockReserved'
  | 'OrderCleared'
  | 'ShipmentFailed'
  | 'ShipmentCancelled'
  | 'CaptureApproved'
  | 'CaptureDeclined'
  | 'RefundApproved'
export type Step =
  | 'capture'
  | 'refund'
  | 'void'
  | 'bar'
  | 'settleCapture'
  | 'settleAndRefund'
  | 'settleDecline'
  | 'settleRefund'
  | Ignoring
  | Impossible

export const steps: Readonly<Record<Step, StepFacts<State, PaymentEvent['type']>>> = {
  ...ignoringSteps,
  capture: { does: 'ask the gateway to capture', ends: [{ to: 'PENDING' }] },
  refund: { does: 'ask the gateway to refund', ends: [{ to: 'REFUND_PENDING' }] },
  void: { does: 'wait for the answer, to pay back what it captures', ends: [{ to: 'VOID_PENDING' }] },
  bar: { does: 'leave a tombstone that refuses the capture', ends: [{ to: 'VOIDED' }] },
  settleCapture: { does: 'enter the capture', ends: [{ to: 'CAPTURED', emits: ['PaymentCaptured'] }] },
  settleAndRefund: {
    does: 'enter the capture, and ask for its refund at once',
    ends: [{ to: 'REFUND_PENDING', emits: ['PaymentCaptured'] }],
  },
  settleDecline: { does: 'enter the refusal', ends: [{ to: 'DECLINED', emits: ['PaymentDeclined'] }] },
  settleRefund: { does: 'enter the refund', ends: [{ to: 'REFUNDED', emits: ['PaymentRefunded'] }] },
}

/**
 * What becomes of an order's payment. An answer that contradicts an earlier one breaks the gateway's promise of
 * one answer per key: `impossible`, for a person to look at.
 */
export const transitions = {
  NONE: {
    StockReserved: 'capture',
    OrderCleared: 'capture',
    // A shipment fails once it is paid.
    ShipmentFailed: 'impossible',
    // Shipping may grant a cancellation before this service has heard of the reservation.
    ShipmentCancelled: 'bar',
    CaptureApproved: 'impossible',
    CaptureDeclined: 'impossible',
    RefundApproved: 'impossible',
  },
  PENDING: {
    StockReserved: 'duplicate',
    OrderCleared: 'duplicate',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'void',
    CaptureApproved: 'settleCapture',
    CaptureDeclined: 'settleDecline',
    RefundApproved: 'impossible',
  },
  VOID_PENDING: {
    StockReserved: 'duplicate',
    OrderCleared: 'duplicate',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'duplicate',
    CaptureApproved: 'settleAndRefund',
    CaptureDeclined: 'settleDecline',
    RefundApproved: 'impossible',
  },
  CAPTURED: {
    StockReserved: 'duplicate',
    OrderCleared: 'duplicate',
    ShipmentFailed: 'refund',
    ShipmentCancelled: 'refund',
    CaptureApproved: 'duplicate',
    CaptureDeclined: 'impossible',
    RefundApproved: 'impossible',
  },
  DECLINED: {
    StockReserved: 'duplicate',
    OrderCleared: 'duplicate',
    ShipmentFailed: 'impossible',
    // The order was cancelled before it heard of the refusal: nothing was captured.
    ShipmentCancelled: 'late',
    CaptureApproved: 'impossible',
    CaptureDeclined: 'duplicate',
    RefundApproved: 'impossible',
  },
  REFUND_PENDING: {
    StockReserved: 'duplicate',
    OrderCleared: 'duplicate',
    ShipmentFailed: 'duplicate',
    ShipmentCancelled: 'duplicate',
    CaptureApproved: 'duplicate',
    CaptureDeclined: 'impossible',
    RefundApproved: 'settleRefund',
  },
  REFUNDED: {
    StockReserved: 'duplicate',
    OrderCleared: 'duplicate',
    ShipmentFailed: 'duplicate',
    ShipmentCancelled: 'duplicate',
    CaptureApproved: 'duplicate',
    CaptureDeclined: 'impossible',
    RefundApproved: 'duplicate',
  },
  VOIDED: {
    StockReserved: 'late',
    OrderCleared: 'late',
    ShipmentFailed: 'impossible',
    ShipmentCancelled: 'duplicate',
    CaptureApproved: 'impossible',
    CaptureDeclined: 'impossible',
    RefundApproved: 'impossible',
  },
} as const satisfies Transitions<State, Inputs, Step>
