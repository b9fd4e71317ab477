import type { EventData } from '@orderflow/events'
import type { Decision, Input } from '@orderflow/messaging/decider'
import { stepFor, unreachable } from '@orderflow/messaging/transitions'
import type { Ledger } from './ledger.ts'
import type { GatewayAnswer, PaymentEvent, Requested } from './payment.ts'
import { type Inputs, transitions } from './transitions.ts'

/** What a batch of inputs works on. */
export type Payments = { readonly ledger: Ledger }

/**
 * The price is known and is to be captured: in saga 1 when stock is reserved, in saga 2 when the order is cleared. The gateway is
 * asked after the commit.
 */
export const onPayable =
  (type: 'StockReserved' | 'OrderCleared') =>
  (
    { ledger }: Payments,
    { id, data, at }: Input<EventData<'StockReserved', 1> | EventData<'OrderCleared'>>,
  ): Decision<PaymentEvent> => {
    const { orderId, customerId, total } = data
    // A schema lets members through that it does not know, which may hold what no database can.
    const amount = { amount: total.amount, currency: total.currency }
    const step = stepOf(ledger, type, orderId)
    if (step !== 'capture') return { ignored: step }
    const cleared = type === 'OrderCleared' && { clearedBy: id }
    ledger.append({ type: 'CaptureRequested', orderId, customerId, amount, ...cleared, at })
    return { events: [] }
  }

/** Compensation: what was captured is to be paid back, and what was not is never to be captured. */
export const onCompensation =
  (type: 'ShipmentFailed' | 'ShipmentCancelled') =>
  (
    { ledger }: Payments,
    { data: { orderId }, at }: Input<EventData<'ShipmentFailed' | 'ShipmentCancelled'>>,
  ): Decision<PaymentEvent> => {
    const step = stepOf(ledger, type, orderId)
    switch (step) {
      case 'refund':
        ledger.append({ type: 'RefundRequested', orderId, at })
        return { events: [] }
      case 'void':
        ledger.append({ type: 'VoidRequested', orderId, at })
        return { events: [] }
      case 'bar':
        ledger.append({ type: 'Voided', orderId, at })
        return { events: [] }
      case 'duplicate':
      case 'late':
        return { ignored: step }
      default:
        return unreachable(step)
    }
  }

/** The gateway has answered; it may answer more than once, and answers may cross. */
export function onGatewayAnswered(
  { ledger }: Payments,
  { data: answer, at }: Input<GatewayAnswer>,
): Decision<PaymentEvent> {
  if (answer.operation === 'refund') return settleRefund(ledger, answer, at)
  return answer.result === 'approved' ? settleCapture(ledger, answer, at) : settleDecline(ledger, answer, at)
}

function settleCapture(ledger: Ledger, { orderId, reference }: Approval, at: string): Decision<PaymentEvent> {
  const step = stepOf(ledger, 'CaptureApproved', orderId)
  if (step === 'duplicate') return { ignored: step }
  const captured = ledger.append({ type: 'Captured', orderId, gatewayReference: reference, at })
  // The cancellation came while the gateway was asked.
  if (step === 'settleAndRefund') ledger.append({ type: 'RefundRequested', orderId, at })
  const { customerId, amount, version: sequence } = captured as Requested
  const data = { orderId, customerId, amount, gatewayReference: reference, capturedAt: at }
  return { events: [{ type: 'PaymentCaptured', sequence, data }] }
}

function settleDecline(ledger: Ledger, { orderId, reason }: Refusal, at: string): Decision<PaymentEvent> {
  const step = stepOf(ledger, 'CaptureDeclined', orderId)
  if (step === 'duplicate') return { ignored: step }
  const { version: sequence } = ledger.append({ type: 'Declined', orderId, reason, at })
  return { events: [{ type: 'PaymentDeclined', sequence, data: { orderId, reason, declinedAt: at } }] }
}

function settleRefund(ledger: Ledger, { orderId, reference }: Approval, at: string): Decision<PaymentEvent> {
  const step = stepOf(ledger, 'RefundApproved', orderId)
  if (step === 'duplicate') return { ignored: step }
  const refunded = ledger.append({ type: 'Refunded', orderId, gatewayReference: reference, at })
  const { amount, version: sequence } = refunded as Requested
  const data = { orderId, amount, gatewayReference: reference, refundedAt: at }
  return { events: [{ type: 'PaymentRefunded', sequence, data }] }
}

type Approval = Extract<GatewayAnswer, { result: 'approved' }>
type Refusal = Extract<GatewayAnswer, { result: 'declined' }>

const stepOf = <Type extends Inputs>(ledger: Ledger, type: Type, orderId: string) =>
  stepFor(transitions, ledger.get(orderId)?.status ?? 'NONE', type, `the payment of order ${orderId}`)
