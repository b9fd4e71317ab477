import {
  type Attributes,
  type Context,
  context,
  ProxyTracerProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { sqlState } from '../database/errors.ts'
import { describe } from '../errors.ts'

export type { Span, Tracer } from '@opentelemetry/api'

/**
 * The tracer of the OpenTelemetry SDK that this process was started with; undefined if there is none, and then no
 * span is made, no header is added and nothing is measured.
 */
export function activeTracer(name = 'orderflow'): Tracer | undefined {
  const provider = trace.getTracerProvider()
  // The API's own provider stands for the SDK's, if there is one.
  return provider instanceof ProxyTracerProvider ? provider.getDelegateTracer(name) : provider.getTracer(name)
}

export interface SpanSettings {
  readonly kind?: SpanKind
  readonly attributes?: Attributes
  /** The step that this one follows from; the one that is active if not given. */
  readonly parent?: Context
}

/**
 * Runs `work` in a span of its own, which is active meanwhile and ends with it: as an error if it throws. Without a
 * tracer, or in a trace that is not sampled, there is no span; the parent is active all the same, so that it is
 * passed on.
 */
export async function inSpan<Result>(
  tracer: Tracer | undefined,
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, parent = context.active() }: SpanSettings,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  if (tracer === undefined) return await work(undefined)
  if (isUnsampled(parent)) return await context.with(parent, () => work(undefined))
  const span = tracer.startSpan(name, { kind, attributes }, parent)
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span))
  } catch (error) {
    failed(span, error)
    throw error
  } finally {
    span.end()
  }
}

const isUnsampled = (parent: Context): boolean => {
  const spanContext = trace.getSpanContext(parent)
  return spanContext !== undefined && (spanContext.traceFlags & TraceFlags.SAMPLED) === 0
}

/** Marks a span as failed, by OpenTelemetry's conventions for errors: a bounded type, and a sentence. */
export function failed(span: Span, error: unknown): void {
  span.setAttribute('error.type', errorType(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: describe(error) })
}

/** A word for the kind of an error, of which there are few: PostgreSQL's state, our own code, or the class's name. */
export function errorType(error: unknown): string {
  const state = sqlState(error)
  if (state !== undefined) return state
  if (!(error instanceof Error)) return '_OTHER'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
