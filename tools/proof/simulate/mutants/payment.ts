import { consumedTopics, contractsOf, type EventData } from '@orderflow/events'
import * as payment from '@orderflow/payment/consumers'
import type { Payments } from '@orderflow/payment/domain/decide.ts'
import type { GatewayAnswer } from '@orderflow/payment/domain/payment.ts'
import { changeService, type Mutant, wrongDecision } from './mutate.ts'

const compensations = ['ShipmentFailed', 'ShipmentCancelled']

export const paymentMutants: readonly Mutant[] = [
  wrongDecision<Payments>(
    'payment-no-tombstone',
    'a cancellation that comes before the reservation is ignored by payment',
    'payment',
    ['ShipmentCancelled'],
    () =>
      ({ ledger }, { data }) =>
        ledger.get(data.orderId) === undefined ? { ignored: 'late' } : undefined,
  ),
  wrongDecision<Payments>(
    'payment-void-ignored',
    'a cancellation that comes while the gateway is asked is ignored: its capture stays',
    'payment',
    ['ShipmentCancelled'],
    () =>
      ({ ledger }, { data }) =>
        ledger.get(data.orderId)?.status === 'PENDING' ? { ignored: 'late' } : undefined,
  ),
  wrongDecision<Payments, GatewayAnswer>(
    'payment-late-capture-kept',
    'a capture that lands after the cancellation is entered and not paid back',
    'payment',
    ['GatewayAnswered'],
    () =>
      ({ ledger }, { data, at }) => {
        const payment = ledger.get(data.orderId)
        if (payment?.status !== 'VOID_PENDING' || data.result !== 'approved') return undefined
        const { orderId, reference: gatewayReference } = data
        const { version: sequence } = ledger.append({ type: 'Captured', orderId, gatewayReference, at })
        const { customerId, amount } = payment
        const captured = { orderId, customerId, amount, gatewayReference, capturedAt: at }
        return { events: [{ type: 'PaymentCaptured', sequence, data: captured }] }
      },
  ),
  wrongDecision<Payments>(
    'payment-no-refund',
    'a failed shipment is not paid back',
    'payment',
    ['ShipmentFailed'],
    () => () => ({ ignored: 'late' }),
  ),
  wrongDecision<Payments>(
    'payment-refund-twice',
    'a compensation that comes again asks for a second refund',
    'payment',
    compensations,
    () =>
      ({ ledger }, { data: { orderId }, at }) => {
        if (ledger.get(orderId)?.status !== 'REFUNDED') return undefined
        ledger.append({ type: 'RefundRequested', orderId, at })
        return { events: [] }
      },
  ),
  wrongDecision<Payments, EventData<'StockReserved'>>(
    'payment-captured-again',
    'a reservation that comes again is captured again',
    'payment',
    ['StockReserved'],
    () =>
      ({ ledger }, { data: { orderId, customerId, total: amount }, at }) => {
        if (ledger.get(orderId)?.status !== 'CAPTURED') return undefined
        ledger.append({ type: 'CaptureRequested', orderId, customerId, amount, at })
        return { events: [] }
      },
  ),
  wrongDecision<Payments, GatewayAnswer>(
    'payment-second-answer-impossible',
    'an answer of the gateway that comes twice is an error',
    'payment',
    ['GatewayAnswered'],
    () =>
      ({ ledger }, { data: { orderId, operation } }) => {
        if (operation !== 'capture' || ledger.get(orderId)?.status !== 'CAPTURED') return undefined
        throw new Error(`the payment of ${orderId} was captured before`)
      },
  ),
  {
    name: 'payment-captures-unchecked',
    bug: 'payment reads version 2 of StockReserved, and captures at it what is not cleared yet',
    mutate: system =>
      changeService(system, 'payment', () => {
        const tables = { ...payment, consumes: { ...payment.consumes, StockReserved: 2 } } as const
        return { contracts: contractsOf(tables), topics: consumedTopics(tables.consumes) }
      }),
  },
]
