export { type AuditOptions, audit } from './audit.ts'
export type { DatabaseName, DatabaseOptions } from './databases.ts'
export { type Quiet, type QuietOptions, type Unsettled, waitUntilQuiet } from './quiet.ts'
export type { AuditReport, InvariantReport, OrderFacts, Violation } from './types.ts'
