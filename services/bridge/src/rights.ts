import type { Rights } from '@orderflow/messaging/set-up'

/** It has no tables but those of inbox and outbox. */
export const rights: Rights = { tables: {} }
