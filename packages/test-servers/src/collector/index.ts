export { type Collector, startCollector } from './collector.ts'
export type { ReceivedSpan } from './otlp.ts'
