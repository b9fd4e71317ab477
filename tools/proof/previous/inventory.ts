import type { EventData } from '@orderflow/events'
import * as current from '@orderflow/inventory/consumers'
import type { Stock } from '@orderflow/inventory/domain/stock.ts'
import type { Input } from '@orderflow/messaging/decider'

/** Inventory as it was before it knew version 2 of the saga: it does not read the version of OrderCreated that says it. */
export const consumes = { ...current.consumes, OrderCreated: 2 } as const

export const publishes = { ...current.publishes, StockReserved: [1] } as const

export const decide = {
  ...current.decide,
  OrderCreated: (stock: Stock, input: Input<EventData<'OrderCreated', 2>>) =>
    current.decide.OrderCreated(stock, { ...input, data: { ...input.data, saga: 1 } }),
}
