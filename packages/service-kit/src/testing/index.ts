export { goldenMessages, type Message, type Observed } from './messages.ts'
export type { Need, Occasion, Pacts } from './pacts.ts'
export { parseSamples, type Sample, sumOf } from './samples.ts'
export { type Answer, type ServiceUnderTest, startServiceUnderTest } from './service-under-test.ts'
