export { recordOutcome, traceOf, withSpan } from './message-spans.ts'
export {
  contextOf,
  isSampled,
  parentOf,
  spanContextOf,
  type TraceContext,
  traceContext,
  traceIds,
} from './trace-context.ts'
export { activeTracer, failed, inSpan, type Span, type Tracer } from './tracer.ts'
