import type { Rights, TableRights } from '@orderflow/messaging/set-up'

const ofOrders = [
  ...['status', 'reason', 'total_amount', 'total_currency', 'captured', 'refunded', 'dispatches'],
  ...['created_at', 'updated_at', 'ended_at', 'customer_id', 'items', 'correlation_id'],
  ...['events', 'journeys'],
]
const ofStock = ['available', 'reserved', 'sold', 'version', 'updated_at']

/** A table whose figures are added to. */
const sums = (keys: readonly string[], figures: readonly string[]): TableRights => ({
  select: '*',
  insert: [...keys, ...figures],
  update: figures,
})

/** What the service does to its tables, statement by statement (`store.ts`, `counters.ts`, `past/`): all that its role may. */
export const rights: Rights = {
  tables: {
    orders: {
      select: '*',
      insert: ['order_id', ...ofOrders],
      update: ofOrders,
    },
    journeys: { select: '*', insert: ['first_id', 'events'] },
    stock: {
      select: '*',
      insert: ['product_id', ...ofStock],
      update: ofStock,
      delete: true,
    },
    redeliveries: sums(['event_id'], ['n']),
    event_counts: sums(['type'], ['n']),
    outcomes: sums(['outcome', 'reason'], ['n']),
    revenue: sums(['currency'], ['captured', 'refunded']),
    minutes: sums(['minute'], ['created', 'completed', 'rejected', 'cancelled', 'mispaid', 'misshipped']),
    durations: sums(['ended', 'outcome', 'bucket'], ['n']),
    placements: sums(['placed'], ['n']),
    samples: {
      select: '*',
      insert: ['at', 'orders', 'revenue', 'events'],
      update: ['lag', 'dead_letters'],
    },
    changed_last: { select: '*', update: ['order_ids'] },
  },
  functions: ['journeys_maintain', 'past_maintain'],
}
