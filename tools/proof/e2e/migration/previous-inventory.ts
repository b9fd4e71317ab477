import type { OrderCreatedV1 } from '@orderflow/events'
import { inventory } from '@orderflow/inventory/app'
import { consumes, decide } from '@orderflow/inventory/consumers'
import type { Input } from '@orderflow/messaging/decider'
import { commonConfig, port, runService } from '@orderflow/service-kit'
import { Type } from 'typebox'

/**
 * Inventory as it was before it knew version 2 of OrderCreated: it reads the topic of version 1 alone, and its
 * orders are in the only currency that there was.
 */
await runService(Type.Object({ ...commonConfig, PORT: port(3002) }), () => ({
  ...inventory(),
  consumes: { ...consumes, OrderCreated: 1 },
  decide: {
    ...decide,
    OrderCreated: (stock, input: Input<OrderCreatedV1>) =>
      decide.OrderCreated(stock, { ...input, data: { ...input.data, currency: 'EUR', saga: 1 } }),
  },
}))
