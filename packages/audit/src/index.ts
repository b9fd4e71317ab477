export { type AuditOptions, audit } from './audit.ts'
export type { DatabaseName, DatabaseOptions } from './databases.ts'
export { type Settled, type SettleOptions, type Unsettled, waitUntilSettled } from './settled.ts'
export type { AuditReport, InvariantReport, OrderFacts, Violation } from './types.ts'
