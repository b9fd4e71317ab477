import type { Rights } from '@orderflow/messaging/set-up'
import { setAsideRights } from '@orderflow/service-kit'

/** What the service does to its tables, statement by statement (`store.ts`): all that its role may. */
export const rights: Rights = {
  tables: {
    // Products are made by migrations; a price is no business of orders.
    products: { select: '*', update: ['available', 'reserved', 'sold', 'version'] },
    reservations: {
      select: '*',
      insert: ['order_id', 'status', 'lines', 'version'],
      update: ['status', 'version'],
    },
    adjustments: { insert: ['adjustment_id', 'product_id', 'delta', 'reason', 'at'] },
    set_aside: setAsideRights,
  },
}
