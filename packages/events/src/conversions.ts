import type { Conversion } from '@orderflow/event-contracts'
import type {
  OrderCreatedV1,
  OrderCreatedV2,
  OrderCreatedV3,
  StockReservedV1,
  StockReservedV2,
} from './generated/types.ts'

/** The currency of every order from before orders said their currency: the shop sold in no other. */
const currencyBeforeV2 = 'EUR'

/** The version of the saga of every order whose event does not say it: there was no other. */
const sagaUnlessSaid = 1

/** Between the versions 1 and 2 of OrderCreated. */
export const orderCreatedV1: Conversion<OrderCreatedV1, OrderCreatedV2> = {
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

/** Between the versions 2 and 3 of OrderCreated. */
export const orderCreatedV2: Conversion<OrderCreatedV2, OrderCreatedV3> = {
  upcast: ({ orderId, customerId, items, currency, destinationCountry, createdAt }) => ({
    orderId,
    customerId,
    items,
    currency,
    ...(destinationCountry !== undefined && { destinationCountry }),
    saga: sagaUnlessSaid,
    createdAt,
  }),
  downcast: order => withoutSaga('order.created.v2', order),
}

/** Between the versions 1 and 2 of StockReserved. */
export const stockReservedV1: Conversion<StockReservedV1, StockReservedV2> = {
  upcast: ({ orderId, customerId, lines, total, reservedAt }) => {
    return { orderId, customerId, lines, total, saga: sagaUnlessSaid, reservedAt }
  },
  downcast: reserved => withoutSaga('stock.reserved.v1', reserved),
}

/** Who reads the older version would take the order through the version of the saga that it knows. */
function withoutSaga<Data extends { readonly saga: number }>(
  topic: string,
  { saga, ...older }: Data,
): Omit<Data, 'saga'> {
  if (saga === sagaUnlessSaid) return older
  throw new Error(
    `EVENT_DOWNCAST_IMPOSSIBLE: ${topic} means version ${sagaUnlessSaid} of the saga, and the order goes by version ${saga}`,
  )
}
