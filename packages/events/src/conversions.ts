import type { Conversion } from '@orderflow/event-contracts'
import type { OrderCreatedV1, OrderCreatedV2 } from './generated/types.ts'

/** The currency of every order from before orders said their currency: the shop sold in no other. */
const currencyBeforeV2 = 'EUR'

/** Between the versions 1 and 2 of OrderCreated. */
export const orderCreated: Conversion<OrderCreatedV1, OrderCreatedV2> = {
  upcast: ({ orderId, customerId, items, createdAt }) => {
    return { orderId, customerId, items, currency: currencyBeforeV2, createdAt }
  },
  downcast({ orderId, customerId, items, currency, createdAt }) {
    if (currency !== currencyBeforeV2) {
      throw new Error(
        `EVENT_DOWNCAST_IMPOSSIBLE: order.created.v1 has no currency and means ${currencyBeforeV2}; ` +
          `an order in ${currency} needs version 2`,
      )
    }
    return { orderId, customerId, items, createdAt }
  },
}
