import {
  type Context,
  context as contexts,
  type Span,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { RandomIdGenerator, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace'
import { LightSpan, type Shared } from './light-span.ts'

/**
 * Tracers that make spans of their own where there is nothing to decide: below a step that is recorded. Where a trace
 * begins, the SDK's own make the span, as its sampler says.
 */
export const lightSpans = (sdk: TracerProvider, processor: Pick<SpanProcessor, 'onEnd'>): TracerProvider => ({
  getTracer: (...named) => lightTracer(sdk.getTracer(...named), processor),
})

const ids = new RandomIdGenerator()

function lightTracer(sdk: Tracer, processor: Shared['processor']): Tracer {
  const shared = { ...partsOf(sdk), processor }
  function startSpan(name: string, options: SpanOptions = {}, within: Context = contexts.active()): Span {
    const parent = trace.getSpanContext(within)
    if (parent === undefined || (parent.traceFlags & TraceFlags.SAMPLED) === 0)
      return sdk.startSpan(name, options, within)
    const { traceId, traceState } = parent
    const { kind = SpanKind.INTERNAL, attributes = {}, links = [] } = options
    const own = { traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED }
    const context = traceState === undefined ? own : { ...own, traceState }
    return new LightSpan({ name, kind, context, parent, attributes, links }, shared)
  }
  return { startSpan, startActiveSpan: sdk.startActiveSpan.bind(sdk) as Tracer['startActiveSpan'] }
}

/** What the SDK has put together of its detectors and variables: the spans that it records say it. */
function partsOf(sdk: Tracer): Pick<Shared, 'resource' | 'instrumentationScope'> {
  const recorded = {
    traceId: ids.generateTraceId(),
    spanId: ids.generateSpanId(),
    traceFlags: TraceFlags.SAMPLED,
  }
  const model = sdk.startSpan('model', {}, trace.setSpanContext(contexts.active(), recorded))
  const { resource, instrumentationScope } = model as Span & ReadableSpan
  return { resource, instrumentationScope }
}
