import { inBinaryMode } from '../events/structured.ts'
import { traceOf } from '../tracing/message-spans.ts'
import { contextOf, traceIds } from '../tracing/trace-context.ts'
import type { Delivery } from '../types/delivery.ts'
import { headerText } from '../types/record.ts'

const maxIdCharacters = 64

/** What every log line about a delivery carries: its correlation id, and its place in its trace if there is one. */
export function logFields(delivery: Delivery): {
  readonly correlationId?: string
  readonly trace_id?: string
  readonly span_id?: string
} {
  if ('input' in delivery) {
    return { correlationId: delivery.input.correlationId, ...traceIds(delivery.input) }
  }
  // What no one can read may still say what it belongs to.
  const { span } = delivery
  const origin = inBinaryMode(delivery.origin)
  const correlationId = headerText(origin.headers, 'ce_correlationid')?.slice(0, maxIdCharacters)
  const trace = span === undefined ? traceOf(origin) : contextOf(span)
  return { ...(correlationId !== undefined && { correlationId }), ...traceIds(trace) }
}
