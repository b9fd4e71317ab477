import './http/fastify-types.ts'

export { startMaintenance } from '@orderflow/messaging/maintenance'
export { createConsumerDirectory, whenScraped } from '@orderflow/messaging/metrics'
export {
  accessRules,
  deadLetterSettings,
  migrate,
  type ProvisionedDatabase,
  producerBytesPerSecond,
  type ServiceAccess,
  type SmallTopic,
  setUpAccess,
  setUpDatabase,
  setUpTopics,
} from '@orderflow/messaging/set-up'
export { runCommand } from './command.ts'
export { type CommonConfig, commonConfig, databaseAuthority, hostList, port } from './common-config.ts'
export { configFaults, type Environment, loadConfig } from './config.ts'
export { createPool } from './database.ts'
export { deadLetterRoutes } from './dead-letter-routes.ts'
export { days, deadline, milliseconds, whole } from './durations.ts'
export { ServiceError } from './errors.ts'
export { type Access, mustBeFor } from './http/access.ts'
export { type Backlog, createBacklog } from './http/admission/backlog.ts'
export { createHttpApp, type HttpApp, type HttpAppOptions } from './http/app.ts'
export { isNotModified } from './http/conditional.ts'
export { cursorParameter, type Position, pageLimit, pageOf, positionOf } from './http/cursor.ts'
export { notFound, sendProblem } from './http/errors.ts'
export { exactInteger } from './http/exact-integer.ts'
export { keptKey } from './http/idempotency.ts'
export { HttpProblem, problemMediaType, problems } from './http/problem.ts'
export { strictHttp, strictOptions } from './http/strict.ts'
export { id, productId, subject, text } from './http/strings.ts'
export { kafkaSecurity, kafkaSecurityConfig } from './kafka-security.ts'
export { runUntilSignal } from './lifecycle.ts'
export { logRoute } from './log-route.ts'
export { createLogger, type Logger } from './logger.ts'
export { countStuckOrders } from './metrics/stuck-orders.ts'
export { outboxRoutes } from './outbox-routes.ts'
export { type Owed, owedIn } from './owed.ts'
export { runService } from './run-service.ts'
export { fileOf } from './secret-files.ts'
export { startService } from './service.ts'
export type { RunningService, ServiceContext, ServiceDefinition, Worker } from './service-definition.ts'
export { rememberSetAside, setAsideRights } from './set-aside.ts'
export { verifiedBy } from './verified-by.ts'
