import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

/** OpenTelemetry's real SDK with a tracer of its own, whose spans stay in memory once they have ended. */
export function createRecorder() {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  })
  return {
    tracer: provider.getTracer('test'),
    /** Those that have ended, in that order. */
    spans: (name = ''): ReadableSpan[] =>
      exporter.getFinishedSpans().filter(span => span.name.startsWith(name)),
  }
}
