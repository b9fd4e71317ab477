import { type Input, Rows } from '@orderflow/messaging/decider'
import type { CancelOrder, Customer, Order, Orders, PlaceOrder } from '@orderflow/order/domain/order.ts'
import type { Twin } from '../simulator/index.ts'
import { found, idOf } from './tables.ts'

/** Orders and customers in memory: the twin of the order service's `store.ts`. */
export const orderTwin: Twin<Orders> = {
  create: () => ({ customers: new Map<string, Customer>(), orders: new Map<string, Order>() }),

  load({ customers, orders }, inputs) {
    const events = inputs.filter(({ type }) => type !== 'PlaceOrder')
    return {
      customers: new Rows(
        ({ customerId }) => customerId,
        found<Customer>(customers, inputs.flatMap(customerIdsOf)),
      ),
      orders: new Rows(({ orderId }) => orderId, found<Order>(orders, events.map(idOf))),
    }
  },

  save(tables, { customers, orders }) {
    for (const { row } of customers.changes()) tables.customers?.set(row.customerId, row)
    for (const { row } of orders.changes()) tables.orders?.set(row.orderId, row)
  },

  cell({ orders }, input) {
    const order = input.type === 'PlaceOrder' ? undefined : orders.get(idOf(input))
    return order && { state: stateOf(order), input: input.type }
  },
}

/** Each version of the saga has a table of its own. */
export const stateOf = ({ status, saga }: Pick<Order, 'status' | 'saga'>): string =>
  saga === 1 ? status : `${status} of saga ${saga}`

function customerIdsOf({ type, data }: Input): string[] {
  if (type !== 'PlaceOrder' && type !== 'CancelOrder') return []
  const { customerId } = data as PlaceOrder | CancelOrder
  return customerId === undefined ? [] : [customerId]
}
