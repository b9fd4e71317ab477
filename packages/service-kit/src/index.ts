export { type Command, runCommand, runOnce } from './command.ts'
export { type CommonConfig, commonConfig, hostList, onOff, port } from './common-config.ts'
export { configFaults, describeConfig, type Environment, loadConfig } from './config.ts'
export { createConsumerDirectory } from './consumer-directory.ts'
export { consumedTopics, contractsOf, eventContract, type ServiceEvents } from './contracts.ts'
export { createPool, type PoolOptions } from './database.ts'
export { deadLetterRoutes } from './dead-letter-routes.ts'
export { days, deadline, milliseconds } from './durations.ts'
export { ServiceError } from './errors.ts'
export { createHttpApp, type HttpApp, type HttpAppOptions } from './http/app.ts'
export { isNotModified } from './http/conditional.ts'
export { correlationHeader } from './http/correlation.ts'
export { exactInteger } from './http/exact-integer.ts'
export type { Check, Checks } from './http/health.ts'
export {
  HttpProblem,
  type ProblemOptions,
  problemMediaType,
  problemSchema,
  problems,
} from './http/problem.ts'
export { headerText, id, text } from './http/strings.ts'
export { type Lifecycle, runUntilSignal } from './lifecycle.ts'
export { createLogger, type Logger, type LoggerOptions, withCorrelation } from './logger.ts'
export { type MaintenanceOptions, startMaintenance } from './maintenance.ts'
export { countStuckOrders } from './metrics/stuck-orders.ts'
export { whenScraped } from './metrics/when-scraped.ts'
export { type MigrateOptions, migrate } from './migrations.ts'
export { outboxRoutes } from './outbox-routes.ts'
export { type Owed, owedIn } from './owed.ts'
export { type ProvisionedDatabase, type ProvisionOptions, provisionDatabase } from './provision.ts'
export { runService } from './run-service.ts'
export { maskCredentials } from './secrets.ts'
export {
  type RunningService,
  type ServiceContext,
  type ServiceDefinition,
  startService,
  type Worker,
} from './service.ts'
export { rememberSetAside } from './set-aside.ts'
export { type DatabaseSetUp, deadLetterSettings, setUpDatabase, setUpTopics } from './set-up.ts'
