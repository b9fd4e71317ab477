import { type Input, Rows } from '@orderflow/messaging/decider'
import { createCarrier } from './carrier.ts'
import { decide } from './consumers.ts'
import type { Shipment, Shipments } from './domain/shipment.ts'
import type { Inputs, State } from './domain/transitions.ts'

export const orderId = 'order-1'
export const at = '2026-01-15T10:30:00.000Z'
const table = decide(createCarrier({ testValues: true }))

/** The row of each state. */
export const shipments: Readonly<Record<Exclude<State, 'NONE'>, Shipment>> = {
  DISPATCHED: { orderId, status: 'DISPATCHED', reason: null, trackingNumber: 'TRK-order-1', version: 1 },
  FAILED: { orderId, status: 'FAILED', reason: 'UNDELIVERABLE_ADDRESS', trackingNumber: null, version: 1 },
  CANCELLED: { orderId, status: 'CANCELLED', reason: 'CUSTOMER_REQUEST', trackingNumber: null, version: 1 },
}

export const given = (state: State): Shipments => ({
  shipments: new Rows<Shipment>(shipment => shipment.orderId, state === 'NONE' ? [] : [shipments[state]]),
})

/** Decides and keeps, as the shell does. */
export function when({ shipments }: Shipments, type: Inputs, customerId = 'customer-1') {
  const amount = { amount: 1250, currency: 'EUR' }
  const data = {
    PaymentCaptured: { orderId, customerId, amount, gatewayReference: 'cap-1', capturedAt: at },
    OrderCancellationRequested: { orderId, reason: 'CUSTOMER_REQUEST', requestedAt: at },
  }[type]
  const input = { id: 'event-1', type, data, at, correlationId: 'c', initiator: 'customer' }
  const decision = table[type]({ shipments }, input as Input<never>)
  shipments.commit(input)
  return decision
}
