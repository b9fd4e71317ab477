import type { Pacts } from '@orderflow/events/testing'
import { Rows } from '@orderflow/messaging/decider'
import { type consumes, decide, type publishes } from './consumers.ts'
import { costsMoreThan } from './domain/fraud.ts'
import type { Customer, Order, OrderStatus, Orders, PlaceOrder } from './domain/order.ts'

const orderId = 'order-1'
const at = '2026-01-15T10:30:00.000Z'
const total = { amount: 1000, currency: 'EUR' }
const command: PlaceOrder = {
  orderId,
  customerId: 'customer-1',
  pseudonym: 'pseudonym-1',
  items: [{ productId: 'prod-1', quantity: 2 }],
  currency: 'EUR',
  deadlineMs: 15 * 60_000,
}
const { deadlineMs: _length, pseudonym, ...ordered } = command
const pending: Order = {
  ...ordered,
  customerId: pseudonym,
  deadlineAt: '2026-01-15T10:45:00.000Z',
  destinationCountry: null,
  status: 'PENDING',
  reason: null,
  total: null,
  correlationId: 'correlation-1',
  saga: 1,
  version: 1,
  createdAt: at,
  updatedAt: at,
}

const given =
  (...orders: Order[]) =>
  (): Orders => ({
    customers: new Rows<Customer>(({ customerId }) => customerId),
    orders: new Rows<Order>(({ orderId }) => orderId, orders),
  })

/** There is no order between topics: each of these events may be the first that a pending order meets. */
const becomes = (status: OrderStatus, rest: Partial<Order> = {}) => ({
  given: given(pending),
  expected: [{ orderId, status, ...rest }],
})

export const pacts: Pacts<Orders, typeof consumes, typeof publishes> = {
  decide: decide(costsMoreThan(total.amount)),
  outcome: ({ orders }) => orders.changes().map(({ row }) => row),
  needs: {
    StockReserved: {
      // It looks into its own row for the version of the saga.
      uses: { 1: { orderId, total }, 2: { orderId, total } },
      ...becomes('STOCK_RESERVED', { total }),
    },
    StockRejected: {
      uses: { 1: { orderId, reason: 'OUT_OF_STOCK' } },
      ...becomes('REJECTED', { reason: 'OUT_OF_STOCK' }),
    },
    PaymentCaptured: { uses: { 1: { orderId, amount: total } }, ...becomes('PAID', { total }) },
    PaymentDeclined: {
      uses: { 1: { orderId, reason: 'CARD_DECLINED' } },
      ...becomes('REJECTED', { reason: 'CARD_DECLINED' }),
    },
    ShipmentDispatched: { uses: { 1: { orderId } }, ...becomes('COMPLETED') },
    ShipmentFailed: {
      uses: { 1: { orderId, reason: 'UNDELIVERABLE_ADDRESS' } },
      ...becomes('CANCELLED', { reason: 'UNDELIVERABLE_ADDRESS' }),
    },
    ShipmentCancelled: {
      uses: { 1: { orderId, reason: 'CUSTOMER_REQUEST' } },
      given: given({ ...pending, status: 'CANCEL_PENDING' }),
      expected: [{ orderId, status: 'CANCELLED', reason: 'CUSTOMER_REQUEST' }],
    },
  },
  occasions: {
    OrderCreated: {
      given: given(),
      when: { type: 'PlaceOrder', data: command },
      also: { given: given(), when: { type: 'PlaceOrder', data: { ...command, saga: 2 } } },
    },
    OrderCleared: {
      given: given({ ...pending, saga: 2 }),
      when: { type: 'StockReserved', data: { orderId, total } },
    },
    OrderCancellationRequested: { given: given(pending), when: { type: 'CancelOrder', data: { orderId } } },
    OrderCompleted: { given: given(pending), when: { type: 'ShipmentDispatched', data: { orderId } } },
    OrderRejected: {
      given: given(pending),
      when: { type: 'StockRejected', data: { orderId, reason: 'OUT_OF_STOCK' } },
    },
    OrderCancelled: {
      given: given(pending),
      when: { type: 'ShipmentFailed', data: { orderId, reason: 'UNDELIVERABLE_ADDRESS' } },
    },
  },
}
