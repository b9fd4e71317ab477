import type { Decide, Input } from '@orderflow/messaging/decider'
import * as current from '@orderflow/order/consumers'
import type { Order, Orders } from '@orderflow/order/domain/order.ts'

/** The order service as it was before it knew version 2 of the saga: nor does it read the column, so the first table decides. */
export const consumes = { ...current.consumes, StockReserved: 1 } as const

const { OrderCleared: _new, ...before } = current.publishes
export const publishes = { ...before, OrderCreated: [2, 1] } as const

const decisions = Object.entries(current.decide(() => false)) as [string, Decide<Orders, object>][]

export const decide = Object.fromEntries(
  decisions.map(([type, decide]) => [
    type,
    (world: Orders, input: Input<object>) =>
      decide({ ...world, orders: asIfFirst(world.orders) }, { ...input, data: { ...input.data, saga: 1 } }),
  ]),
)

/** Rows as they are without the column, which keeps what it has where they are written. */
const asIfFirst = (orders: Orders['orders']): Orders['orders'] =>
  ({
    get(orderId: string) {
      const order = orders.get(orderId)
      return order && { ...order, saga: 1 }
    },
    set: (order: Order) => orders.set({ ...order, saga: orders.get(order.orderId)?.saga ?? 1 }),
  }) as Orders['orders']
