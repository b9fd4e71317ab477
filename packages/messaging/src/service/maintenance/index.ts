export { startCommandKeyMaintenance } from './command-key-maintenance.ts'
export { type InboxExpiry, inboxExpiry, refuseShortMemory } from './inbox-expiry.ts'
export { startInboxMaintenance } from './inbox-maintenance.ts'
export { startMaintenance } from './maintenance.ts'
