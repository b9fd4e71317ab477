import type { Pacts } from '@orderflow/events/testing'
import { Rows } from '@orderflow/messaging/decider'
import { type consumes, decide, type publishes } from './consumers.ts'
import { newQuantities } from './domain/decide.ts'
import type { Adjustment, Product, Reservation, Stock } from './domain/stock.ts'

const orderId = 'order-1'
const customerId = 'customer-1'
const lines = [{ productId: 'prod-1', quantity: 2 }]
const order = { orderId, customerId, items: lines }
const orderInEur = { ...order, currency: 'EUR' }
const ofSaga1 = { ...orderInEur, saga: 1 }
const total = { amount: 1000, currency: 'EUR' }

const product: Product = {
  productId: 'prod-1',
  name: 'A product',
  unitPrice: 500,
  currency: 'EUR',
  available: 10,
  reserved: 2,
  sold: 0,
  version: 1,
}
const reservation: Reservation = { orderId, status: 'RESERVED', lines, version: 1 }

const given =
  (products: Product[], reservations: Reservation[] = []) =>
  (): Stock => ({
    products: new Rows<Product>(({ productId }) => productId, products),
    reservations: new Rows<Reservation>(({ orderId }) => orderId, reservations),
    adjustments: new Rows<Adjustment>(({ adjustmentId }) => adjustmentId),
  })

const released = {
  given: given([product], [reservation]),
  expected: { reservations: [{ orderId, status: 'RELEASED' }], events: [{ type: 'StockReleased' }] },
}

export const pacts: Pacts<Stock, typeof consumes, typeof publishes> = {
  decide,
  conclude: newQuantities,
  outcome: ({ reservations }, { events }) => ({
    reservations: reservations.changes().map(({ row }) => row),
    events,
  }),
  needs: {
    OrderCreated: {
      // Version 1 has no currency and means EUR; before version 3 there is no saga, which means 1.
      uses: { 1: order, 2: orderInEur, 3: ofSaga1 },
      given: given([product]),
      expected: {
        reservations: [{ orderId, status: 'RESERVED', lines }],
        events: [{ type: 'StockReserved', data: { orderId, customerId, total } }],
      },
    },
    PaymentDeclined: { uses: { 1: { orderId } }, ...released },
    ShipmentFailed: { uses: { 1: { orderId } }, ...released },
    ShipmentCancelled: { uses: { 1: { orderId } }, ...released },
    ShipmentDispatched: {
      uses: { 1: { orderId } },
      given: given([product], [reservation]),
      expected: { reservations: [{ orderId, status: 'SOLD' }], events: [] },
    },
  },
  occasions: {
    StockReserved: {
      given: given([product]),
      when: { type: 'OrderCreated', data: ofSaga1 },
      also: { given: given([product]), when: { type: 'OrderCreated', data: { ...ofSaga1, saga: 2 } } },
    },
    StockRejected: { given: given([]), when: { type: 'OrderCreated', data: ofSaga1 } },
    StockReleased: {
      given: given([product], [reservation]),
      when: { type: 'PaymentDeclined', data: { orderId } },
    },
    InventoryAdjusted: { given: given([product]), when: { type: 'OrderCreated', data: ofSaga1 } },
  },
}
