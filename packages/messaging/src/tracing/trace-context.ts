import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { traceState } from './trace-state.ts'

/**
 * Where a step stands in its trace, in the text of W3C Trace Context (https://www.w3.org/TR/trace-context/): as it
 * goes through headers, the outbox and rows.
 */
export interface TraceContext {
  readonly traceparent?: string | undefined
  /** What tracing systems add of their own; passed on as it came. */
  readonly tracestate?: string | undefined
}

/** Version 00, the one that is known: nothing else may follow, and ids of zeros are none. */
const known = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** A later one, which begins like version 00 and may go on. There is no version ff. */
const later = /^(?!00|ff)[0-9a-f]{2}(-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-)([0-9a-f]{2})(?:-|$)/

/**
 * A trace context out of headers, of HTTP or Kafka alike; without a sound `traceparent` there is none, and a state
 * alone means nothing. A later version is read as far as version 00 goes, and passed on as version 00, with the one flag
 * that it knows: https://www.w3.org/TR/trace-context/#versioning-of-traceparent.
 */
export function traceContext(header: string | undefined, state?: string): TraceContext {
  const traceparent = header === undefined ? undefined : asKnown(header)
  if (traceparent === undefined) return {}
  const tracestate = state === undefined ? undefined : traceState(state)
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate }
}

function asKnown(header: string): string | undefined {
  if (known.test(header)) return header
  const [, ids, flags = ''] = later.exec(header) ?? []
  return ids && `00${ids}0${Number.parseInt(flags, 16) & TraceFlags.SAMPLED}`
}

/** Where the last digit of the flags is. */
const lastFlag = 54

/** Whether spans are recorded for what follows from this step. Asked of every message, so it looks at one digit. */
export function isSampled({ traceparent }: TraceContext): boolean {
  if (traceparent === undefined) return false
  const code = traceparent.charCodeAt(lastFlag)
  const digit = code > 0x39 ? code - 0x57 : code - 0x30 // a is 0x61
  return (digit & TraceFlags.SAMPLED) !== 0
}

/** The ids of a trace context as log lines and exemplars name them; none if there is no trace. */
export const traceIds = ({ traceparent }: TraceContext): { trace_id?: string; span_id?: string } =>
  traceparent === undefined ? {} : { trace_id: traceparent.slice(3, 35), span_id: traceparent.slice(36, 52) }

/** Where a span stands, as what follows from it is to be told. */
export function contextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext()
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
  const tracestate = traceState?.serialize()
  return tracestate ? { traceparent, tracestate } : { traceparent }
}

/** A trace context as the parent of a new span: the one of another step, process or service. */
export function parentOf(of: TraceContext): Context {
  const spanContext = spanContextOf(of)
  return spanContext === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext)
}

/** A trace context as the target of a link; undefined if there is no trace. */
export function spanContextOf({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  if (traceparent === undefined) return undefined
  return {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53), 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  }
}
