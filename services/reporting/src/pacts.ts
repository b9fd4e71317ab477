import { contracts } from '@orderflow/events'
import type { Need, Pacts } from '@orderflow/events/testing'
import { type consumes, decide, type publishes } from './consumers.ts'
import { orderEventTypes, type SilentEventType, said } from './domain/order.ts'
import type { Reporting } from './domain/world.ts'
import { worldOf } from './store.ts'

const orderId = 'order-1'
// Not the time at which the tests read it, which stands where an event has none.
const at = '2026-01-15T10:29:58.000Z'
const amount = { amount: 1250, currency: 'EUR' }
const items = [{ productId: 'prod-1', quantity: 2 }]
const order = { orderId, customerId: 'customer-1', items, createdAt: at }
const reason = 'OUT_OF_STOCK'

/** There is no order between topics: each event may be the first of its order. */
const becomes = (expected: object) => ({ given: () => worldOf(), expected: { orders: [expected] } })

/** Of an event that says nothing of where its order stands, reporting uses the order. */
const silent = Object.fromEntries(
  orderEventTypes
    .filter(type => said[type] === null)
    .map(type => [
      type,
      { uses: { [contracts[type].version]: { orderId } }, ...becomes({ orderId, status: 'PENDING' }) },
    ]),
) as unknown as { readonly [T in SilentEventType]: Need<Reporting, T> }

export const pacts: Pacts<Reporting, typeof consumes, typeof publishes> = {
  decide,
  // Journeys keep every event as it is, whatever it holds: that is no use of single fields.
  outcome: ({ orders, stock, revenue }) =>
    Object.fromEntries(
      Object.entries({ orders, stock, revenue }).map(([name, rows]) => [
        name,
        rows.changes().map(({ row }) => row),
      ]),
    ),
  needs: {
    ...silent,
    OrderCreated: {
      uses: { 1: order, 2: order, 3: order },
      ...becomes({ orderId, createdAt: at, placed: { customerId: 'customer-1', items } }),
    },
    OrderRejected: { uses: { 1: { orderId, reason } }, ...becomes({ orderId, status: 'REJECTED', reason }) },
    OrderCompleted: { uses: { 1: { orderId } }, ...becomes({ orderId, status: 'COMPLETED' }) },
    OrderCancelled: {
      uses: { 1: { orderId, reason } },
      ...becomes({ orderId, status: 'CANCELLED', reason }),
    },
    OrderCancellationRequested: {
      uses: { 1: { orderId, reason } },
      ...becomes({ orderId, status: 'CANCEL_PENDING', reason }),
    },
    StockReserved: {
      uses: { 1: { orderId, total: amount }, 2: { orderId, total: amount } },
      ...becomes({ orderId, status: 'STOCK_RESERVED', total: amount }),
    },
    OrderCleared: {
      uses: { 1: { orderId, total: amount } },
      ...becomes({ orderId, status: 'PENDING', total: amount }),
    },
    PaymentCaptured: {
      uses: { 1: { orderId, amount } },
      given: () => worldOf(),
      expected: {
        orders: [{ orderId, status: 'PAID', total: amount, captured: 1250n }],
        revenue: [{ currency: 'EUR', captured: 1250n, refunded: 0n }],
      },
    },
    PaymentRefunded: {
      uses: { 1: { orderId, amount } },
      given: () => worldOf(),
      expected: {
        orders: [{ orderId, refunded: 1250n }],
        revenue: [{ currency: 'EUR', captured: 0n, refunded: 1250n }],
      },
    },
    InventoryAdjusted: {
      uses: { 1: { productId: 'prod-1', available: 97, reserved: 2, sold: 1, adjustedAt: at } },
      given: () => worldOf(),
      expected: { stock: [{ productId: 'prod-1', available: 97, reserved: 2, sold: 1, updatedAt: at }] },
    },
  },
  occasions: {},
}
