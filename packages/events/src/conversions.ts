import type { DataByTopic, OrderCreatedV1, OrderCreatedV2 } from './generated/types.ts'

type Topic = keyof DataByTopic

/** What follows version N: `Successor[N]`. */
type Successor = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The topic of the version after this one, where there is one. */
type Following<P extends Topic> = P extends `${infer Name}.v${infer V extends keyof Successor & number}`
  ? Extract<`${Name}.v${Successor[V]}`, Topic>
  : never

/** How an event of one version is read as the next, and how the next is said in it. Both are pure. */
export interface Conversion<Older, Newer> {
  readonly upcast: (older: Older) => Newer
  /** Loses what the older version has no word for; nothing that a consumer of the older one needs. */
  readonly downcast: (newer: Newer) => Older
}

/** The currency of every order from before orders said their currency: the shop sold in no other. */
const currencyBeforeV2 = 'EUR'

const orderCreated: Conversion<OrderCreatedV1, OrderCreatedV2> = {
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

/**
 * Between each earlier version and the one after it. Unknown fields stay behind: the next version may use
 * their names for something else. Upcasting: Greg Young, "Versioning in an Event Sourced System".
 */
export const conversions = {
  'order.created.v1': orderCreated,
} as const satisfies { readonly [P in Topic]?: Conversion<DataByTopic[P], DataByTopic[Following<P>]> }
