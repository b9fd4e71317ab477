import { type Input, Rows } from '@orderflow/messaging'
import { expect, test } from 'vitest'
import { createCarrier } from '../carrier.ts'
import { decide } from '../consumers.ts'
import type { Shipment, Shipments } from './shipment.ts'

const orderId = 'order-1'
const at = '2026-01-15T10:30:00.000Z'
const table = decide(createCarrier({ testValues: true }))

const given = (...shipments: Shipment[]): Shipments => ({
  shipments: new Rows<Shipment>(shipment => shipment.orderId, shipments),
})

function when({ shipments }: Shipments, customerId: string) {
  const amount = { amount: 1250, currency: 'EUR' }
  const data = { orderId, customerId, amount, gatewayReference: 'cap-1', capturedAt: at }
  const input: Input<typeof data> = {
    id: 'event-1',
    type: 'PaymentCaptured',
    data,
    at,
    correlationId: 'c',
    initiator: 'customer',
  }
  const decision = table.PaymentCaptured({ shipments }, input)
  shipments.commit(input)
  return decision
}

const dispatched: Shipment = {
  orderId,
  status: 'DISPATCHED',
  reason: null,
  trackingNumber: 'TRK-order-1',
  version: 1,
}
const failed: Shipment = {
  orderId,
  status: 'FAILED',
  reason: 'UNDELIVERABLE_ADDRESS',
  trackingNumber: null,
  version: 1,
}

test.each([
  ['customer-1', dispatched, 'ShipmentDispatched', { trackingNumber: 'TRK-order-1', dispatchedAt: at }],
  ['undeliverable-1', failed, 'ShipmentFailed', { reason: 'UNDELIVERABLE_ADDRESS', failedAt: at }],
])('a paid order of %s is %o', (customerId, shipment, type, data) => {
  const world = given()
  expect(when(world, customerId)).toEqual({
    events: [{ type, sequence: 1, data: { orderId, ...data } }],
  })
  expect(world.shipments.inserted()).toEqual([shipment])
})

test.each([
  [dispatched, 'customer-1'],
  [dispatched, 'undeliverable-1'],
  [failed, 'undeliverable-1'],
  [failed, 'customer-1'],
])('a payment that comes again for %o changes nothing (%s)', (shipment, customerId) => {
  const world = given(shipment)
  expect(when(world, customerId)).toEqual({ ignored: 'duplicate' })
  expect(world.shipments.changes()).toEqual([])
})

test.each(['customer-1', 'undeliverable-1'])('a payment of %s twice in one batch ships once', customerId => {
  const world = given()
  expect(when(world, customerId).events).toHaveLength(1)
  expect(when(world, customerId)).toEqual({ ignored: 'duplicate' })
  expect(world.shipments.inserted()).toHaveLength(1)
})
