import { Rows } from '@orderflow/messaging/decider'
import type { Order, Orders } from '@orderflow/order/domain/order.ts'
import type { Twin } from '../simulator/index.ts'
import { found, idOf } from './tables.ts'

/** Orders in memory: the twin of the order service's `store.ts`. */
export const orderTwin: Twin<Orders> = {
  create: () => ({ orders: new Map<string, Order>() }),

  load({ orders }, inputs) {
    const events = inputs.filter(({ type }) => type !== 'PlaceOrder')
    return { orders: new Rows(({ orderId }) => orderId, found<Order>(orders, events.map(idOf))) }
  },

  save(tables, { orders }) {
    for (const { row } of orders.changes()) tables.orders?.set(row.orderId, row)
  },

  cell({ orders }, input) {
    const order = input.type === 'PlaceOrder' ? undefined : orders.get(idOf(input))
    return order && { state: order.status, input: input.type }
  },
}
