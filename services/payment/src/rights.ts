import type { Rights } from '@orderflow/messaging/set-up'
import { setAsideRights } from '@orderflow/service-kit'

/** What the service does to its tables, statement by statement (`store.ts`, `gateway/requests.ts`): all that its role may. */
export const rights: Rights = {
  tables: {
    ledger: { select: '*', insert: ['order_id', 'version', 'type', 'entry'] },
    gateway_requests: {
      select: '*',
      insert: [
        ...['order_id', 'operation', 'customer_id', 'amount', 'currency', 'cause_id', 'correlation_id'],
        ...['initiator', 'traceparent', 'tracestate', 'due_at'],
      ],
      update: ['due_at', 'attempts'],
      delete: true,
    },
    account_flows: { select: '*', insert: ['debit', 'credit', 'currency', 'amount'], update: ['amount'] },
    balances: { select: '*' },
    set_aside: setAsideRights,
  },
}
