import { defineEvents } from '@orderflow/event-contracts'
import { versions } from './generated/versions.js'

export const events = defineEvents('bank', {
  AccountCredited: { ...versions['savings-bank.accounts.credited.v1'], key: 'account' },
})
