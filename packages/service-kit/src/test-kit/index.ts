export { type Message, namespaced, toMessage } from '@orderflow/messaging/testing'
export type { Need, Occasion, Pacts } from './pacts.ts'
export { parseSamples, type Sample, sumOf } from './samples.ts'
export { type ServiceUnderTest, startServiceUnderTest } from './service-under-test.ts'
