import type { Pacts } from '@orderflow/events/testing'
import { Rows } from '@orderflow/messaging/decider'
import { createCarrier } from './carrier.ts'
import { type consumes, decide, type publishes } from './consumers.ts'
import type { Shipment, Shipments } from './domain/shipment.ts'

const orderId = 'order-1'
const noShipment = (): Shipments => ({ shipments: new Rows<Shipment>(shipment => shipment.orderId) })
const paidBy = (customerId: string) => ({ type: 'PaymentCaptured', data: { orderId, customerId } })

export const pacts: Pacts<Shipments, typeof consumes, typeof publishes> = {
  decide: decide(createCarrier({ testValues: true })),
  outcome: ({ shipments }) => shipments.changes().map(({ row }) => row),
  needs: {
    PaymentCaptured: {
      uses: { 1: { orderId, customerId: 'undeliverable-1' } },
      given: noShipment,
      expected: [{ orderId, status: 'FAILED', reason: 'UNDELIVERABLE_ADDRESS' }],
    },
    OrderCancellationRequested: {
      uses: { 1: { orderId, reason: 'CUSTOMER_REQUEST' } },
      given: noShipment,
      expected: [{ orderId, status: 'CANCELLED', reason: 'CUSTOMER_REQUEST' }],
    },
  },
  occasions: {
    ShipmentDispatched: { given: noShipment, when: paidBy('customer-1') },
    ShipmentFailed: { given: noShipment, when: paidBy('undeliverable-1') },
    ShipmentCancelled: {
      given: noShipment,
      when: { type: 'OrderCancellationRequested', data: { orderId, reason: 'CUSTOMER_REQUEST' } },
    },
  },
}
