/** A service on a real broker and a real database, in its tests: whatever runner they have. */
export { type Message, type Observed, toMessage } from './messages.ts'
export { namespaced } from './namespaced-kafka.ts'
export { runUnderTest, type Startable } from './run-under-test.ts'
export {
  type ServiceUnderTest,
  startServiceUnderTest,
  type UnderTestOptions,
  type WholeService,
} from './service-under-test.ts'
export type { Servers, UnderTest } from './under-test.ts'
export { until } from './until.ts'
