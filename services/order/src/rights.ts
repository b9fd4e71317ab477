import type { Rights } from '@orderflow/messaging/set-up'

/** What the service does to its tables, statement by statement (`store.ts`): all that its role may. */
export const rights: Rights = {
  tables: {
    orders: {
      select: '*',
      insert: [
        ...[
          'order_id',
          'customer_id',
          'items',
          'currency',
          'destination_country',
          'status',
          'correlation_id',
        ],
        ...['saga', 'version', 'deadline_at', 'created_at', 'updated_at', 'traceparent', 'tracestate'],
      ],
      update: ['status', 'reason', 'total_amount', 'total_currency', 'version', 'updated_at'],
    },
    // A pseudonym is given once; to take it away is for `erase`. Rows that are read are locked, which PostgreSQL allows to those
    // who may update some column: this one says nothing of anybody.
    customers: { select: '*', insert: ['customer_id', 'pseudonym'], update: ['since'] },
    erasures: {},
    // What an older release does that runs beside this one: its keys move on to `command_keys`.
    idempotency_keys: { select: '*', insert: ['key', 'fingerprint', 'order_id'] },
  },
  functions: ['order_request_fingerprint'],
}
