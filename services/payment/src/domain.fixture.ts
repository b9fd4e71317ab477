import type { Input } from '@orderflow/messaging/decider'
import { decide } from './consumers.ts'
import type { Ledger } from './domain/ledger.ts'
import type { Entry, GatewayAnswer } from './domain/payment.ts'
import type { Inputs, State } from './domain/transitions.ts'

export const orderId = 'order-1'
export const customerId = 'customer-1'
export const at = '2026-01-15T10:30:00.000Z'
export const amount = { amount: 1250, currency: 'EUR' }

export const requested: Entry = { type: 'CaptureRequested', orderId, customerId, amount, at }
/** The same of an order of saga 2. */
export const requestedOnceCleared: Entry = { ...requested, clearedBy: 'a OrderCleared' }
export const captured: Entry = { type: 'Captured', orderId, gatewayReference: 'cap-1', at }
export const declined: Entry = { type: 'Declined', orderId, reason: 'CARD_DECLINED', at }
export const refundRequested: Entry = { type: 'RefundRequested', orderId, at }
export const refunded: Entry = { type: 'Refunded', orderId, gatewayReference: 'ref-1', at }
export const voidRequested: Entry = { type: 'VoidRequested', orderId, at }
export const voided: Entry = { type: 'Voided', orderId, at }

/** A shortest stream of entries that leads to each state. */
export const streams: Record<State, Entry[]> = {
  NONE: [],
  PENDING: [requested],
  CAPTURED: [requested, captured],
  DECLINED: [requested, declined],
  REFUND_PENDING: [requested, captured, refundRequested],
  REFUNDED: [requested, captured, refundRequested, refunded],
  VOID_PENDING: [requested, voidRequested],
  VOIDED: [voided],
}

const answer = (rest: object) => ({ orderId, ...rest }) as GatewayAnswer
const inputs = {
  StockReserved: ['StockReserved', { orderId, customerId, lines: [], total: amount, reservedAt: at }],
  OrderCleared: ['OrderCleared', { orderId, customerId, total: amount, clearedAt: at }],
  ShipmentFailed: ['ShipmentFailed', { orderId, reason: 'UNDELIVERABLE_ADDRESS', failedAt: at }],
  ShipmentCancelled: ['ShipmentCancelled', { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: at }],
  CaptureApproved: [
    'GatewayAnswered',
    answer({ operation: 'capture', result: 'approved', reference: 'cap-1' }),
  ],
  CaptureDeclined: [
    'GatewayAnswered',
    answer({ operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }),
  ],
  RefundApproved: [
    'GatewayAnswered',
    answer({ operation: 'refund', result: 'approved', reference: 'ref-1' }),
  ],
} as const satisfies Record<Inputs, unknown>

/** Decides and keeps, as the shell does. */
export function when(ledger: Ledger, name: Inputs) {
  const [type, data] = inputs[name]
  const input = { id: `a ${name}`, type, data, at, correlationId: 'c', initiator: 'customer' }
  const decision = decide[type]({ ledger }, input as Input<never>)
  ledger.commit(input)
  return decision
}
