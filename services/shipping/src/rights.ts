import type { Rights } from '@orderflow/messaging/set-up'
import { shipments } from './store.ts'

/** All that the role of the service may do to its tables. */
export const rights: Rights = { tables: { shipments: shipments.rights } }
