import { Rows } from '@orderflow/messaging'
import type { IdempotencyKey, Order, Orders } from '@orderflow/order/domain/order.ts'
import type { Twin } from '@orderflow/testing/simulator'
import { found, idOf } from './tables.ts'

/** Orders and idempotency keys in memory: the twin of the order service's `store.ts`. */
export const orderTwin: Twin<Orders> = {
  create: () => ({ orders: new Map<string, Order>(), idempotencyKeys: new Map<string, IdempotencyKey>() }),

  load({ orders, idempotencyKeys }, inputs) {
    const events = inputs.filter(({ type }) => type !== 'PlaceOrder')
    const keys = inputs.flatMap(({ type, data }) => (type === 'PlaceOrder' ? keyOf(data) : []))
    return {
      orders: new Rows(({ orderId }) => orderId, found<Order>(orders, events.map(idOf))),
      idempotencyKeys: new Rows(({ key }) => key, found<IdempotencyKey>(idempotencyKeys, keys)),
    }
  },

  save(tables, { orders, idempotencyKeys }) {
    for (const { row } of orders.changes()) tables.orders?.set(row.orderId, row)
    for (const { row } of idempotencyKeys.changes()) tables.idempotencyKeys?.set(row.key, row)
  },

  cell({ orders }, input) {
    const order = input.type === 'PlaceOrder' ? undefined : orders.get(idOf(input))
    return order && { state: order.status, input: input.type }
  },
}

function keyOf(data: unknown): string[] {
  const { idempotency } = data as { idempotency?: { key: string } }
  return idempotency === undefined ? [] : [idempotency.key]
}
