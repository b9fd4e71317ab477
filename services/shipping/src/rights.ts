import type { Rights } from '@orderflow/messaging/set-up'
import { shipments } from './store.ts'

/** All that the role of the service may do to its tables. A shipment never changes; to lock its row takes one column. */
export const rights: Rights = {
  tables: { shipments: { ...shipments.rights, update: ['version'] } },
}
