/** What it takes to run a service. The parts behind it have subpaths of their own: see the README. */
export { createProcessor, type Processor } from './batch/processor.ts'
export { Rows } from './batch/rows.ts'
export type { Service } from './batch/service.ts'
export { type ServiceConsumer, startConsumer } from './consumer/consumer.ts'
export type { Contracts } from './events/contracts.ts'
export { createKafka } from './kafka/create.ts'
export { createMetrics, type MessagingMetrics } from './metrics/metrics.ts'
export { migrationsDirectory } from './migrations.ts'
export { type Relay, startRelay } from './relay/relay.ts'
export {
  defineService,
  type Running,
  type ServiceDefinition,
  type ServiceEvents,
  type ServiceOptions,
  type System,
  startService,
  startServices,
} from './service/index.ts'
export { setUpDatabase, setUpTopics } from './set-up/index.ts'
export { storeOf, table, type WorldOf } from './tables/index.ts'
export type { Input } from './types/decider.ts'
