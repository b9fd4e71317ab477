import type { EventData } from '@orderflow/event-contracts'
import type { Decision, Input } from '@orderflow/messaging'
import type { Ledger } from './ledger.ts'
import type { GatewayAnswer, Payment, PaymentEvent } from './payment.ts'

/** What a batch of inputs works on. */
export type Payments = { readonly ledger: Ledger }

/** Stock is reserved: the price is known and is to be captured. The gateway is asked after the commit. */
export function capture(
  { ledger }: Payments,
  { data, at }: Input<EventData<'StockReserved'>>,
): Decision<PaymentEvent> {
  const { orderId, customerId, total } = data
  if (ledger.get(orderId) !== undefined) return { ignored: 'duplicate' }
  ledger.append({ type: 'CaptureRequested', orderId, customerId, amount: total, at })
  return { events: [] }
}

/** The shipment failed: compensation is to pay back what was captured. */
export function refund(
  { ledger }: Payments,
  { type, data, at }: Input<EventData<'ShipmentFailed'>>,
): Decision<PaymentEvent> {
  const payment = expected(ledger.get(data.orderId), type, data.orderId)
  switch (payment.status) {
    case 'CAPTURED':
      ledger.append({ type: 'RefundRequested', orderId: data.orderId, at })
      return { events: [] }
    case 'REFUND_PENDING':
    case 'REFUNDED':
      return { ignored: 'duplicate' }
    case 'PENDING':
    case 'DECLINED':
      throw impossible(type, payment)
    default:
      return unreachable(payment.status)
  }
}

/** The gateway has answered; it may answer more than once, and answers may cross. */
export function settle({ ledger }: Payments, { data, at }: Input<GatewayAnswer>): Decision<PaymentEvent> {
  const payment = expected(ledger.get(data.orderId), `the gateway's ${data.operation}`, data.orderId)
  return data.operation === 'capture'
    ? settleCapture(ledger, payment, data, at)
    : settleRefund(ledger, payment, data, at)
}

function settleCapture(
  ledger: Ledger,
  payment: Payment,
  answer: Extract<GatewayAnswer, { operation: 'capture' }>,
  at: string,
): Decision<PaymentEvent> {
  const { orderId, customerId, amount } = payment
  switch (payment.status) {
    case 'PENDING': {
      if (answer.result === 'declined') {
        const { reason } = answer
        const { version: sequence } = ledger.append({ type: 'Declined', orderId, reason, at })
        return { events: [{ type: 'PaymentDeclined', sequence, data: { orderId, reason, declinedAt: at } }] }
      }
      const gatewayReference = answer.reference
      const { version: sequence } = ledger.append({ type: 'Captured', orderId, gatewayReference, at })
      const data = { orderId, customerId, amount, gatewayReference, capturedAt: at }
      return { events: [{ type: 'PaymentCaptured', sequence, data }] }
    }
    case 'CAPTURED':
    case 'REFUND_PENDING':
    case 'REFUNDED':
      if (answer.result === 'declined') throw contradiction(payment, answer.result)
      return { ignored: 'duplicate' }
    case 'DECLINED':
      if (answer.result === 'approved') throw contradiction(payment, answer.result)
      return { ignored: 'duplicate' }
    default:
      return unreachable(payment.status)
  }
}

function settleRefund(
  ledger: Ledger,
  payment: Payment,
  { reference: gatewayReference }: Extract<GatewayAnswer, { operation: 'refund' }>,
  at: string,
): Decision<PaymentEvent> {
  const { orderId, amount } = payment
  switch (payment.status) {
    case 'REFUND_PENDING': {
      const { version: sequence } = ledger.append({ type: 'Refunded', orderId, gatewayReference, at })
      const data = { orderId, amount, gatewayReference, refundedAt: at }
      return { events: [{ type: 'PaymentRefunded', sequence, data }] }
    }
    case 'REFUNDED':
      return { ignored: 'duplicate' }
    case 'PENDING':
    case 'CAPTURED':
    case 'DECLINED':
      throw impossible("the gateway's refund", payment)
    default:
      return unreachable(payment.status)
  }
}

function expected(payment: Payment | undefined, type: string, orderId: string): Payment {
  if (payment === undefined) throw new Error(`${type} for order ${orderId}, which has no payment`)
  return payment
}

const impossible = (type: string, { orderId, status }: Payment) =>
  new Error(`${type} cannot happen to the payment of order ${orderId}, which is ${status}`)

/** The gateway broke its promise of one answer per key: a person has to look at it. */
const contradiction = ({ orderId, status }: Payment, result: string) =>
  new Error(`the gateway now says ${result} for order ${orderId}, whose payment is ${status}`)

function unreachable(status: never): never {
  throw new Error(`no decision for a payment that is ${status}`)
}
