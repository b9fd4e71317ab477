import type { Pacts } from '@orderflow/events/testing'
import { type consumes, decide, type publishes } from './consumers.ts'
import type { Payments } from './domain/decide.ts'
import { Ledger } from './domain/ledger.ts'
import type { Entry, GatewayAnswer } from './domain/payment.ts'

const orderId = 'order-1'
const customerId = 'customer-1'
const amount = { amount: 1250, currency: 'EUR' }
const at = '2026-01-15T10:30:00.000Z'

const requested: Entry = { type: 'CaptureRequested', orderId, customerId, amount, at }
const refunding: Entry = { type: 'RefundRequested', orderId, at }
const captured: Entry = { type: 'Captured', orderId, gatewayReference: 'cap-1', at }
const given =
  (...entries: Entry[]) =>
  (): Payments => ({ ledger: new Ledger(entries) })

const answer = (data: GatewayAnswer) => ({ type: 'GatewayAnswered', data })

export const pacts: Pacts<Payments, typeof consumes, typeof publishes> = {
  decide,
  outcome: ({ ledger }) => ledger.appended().map(({ entry }) => entry),
  needs: {
    StockReserved: {
      uses: { 1: { orderId, customerId, total: amount } },
      given: given(),
      expected: [{ type: 'CaptureRequested', orderId, customerId, amount }],
    },
    OrderCleared: {
      uses: { 1: { orderId, customerId, total: amount } },
      given: given(),
      expected: [{ type: 'CaptureRequested', orderId, customerId, amount }],
    },
    ShipmentFailed: {
      uses: { 1: { orderId } },
      given: given(requested, captured),
      expected: [{ type: 'RefundRequested', orderId }],
    },
    ShipmentCancelled: {
      uses: { 1: { orderId } },
      given: given(requested, captured),
      expected: [{ type: 'RefundRequested', orderId }],
    },
  },
  occasions: {
    PaymentCaptured: {
      given: given(requested),
      when: answer({ orderId, operation: 'capture', result: 'approved', reference: 'cap-1' }),
    },
    PaymentDeclined: {
      given: given(requested),
      when: answer({ orderId, operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }),
    },
    PaymentRefunded: {
      given: given(requested, captured, refunding),
      when: answer({ orderId, operation: 'refund', result: 'approved', reference: 'ref-1' }),
    },
  },
}
