import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { contextOf, isSampled, parentOf, type Tracer, traceContext } from '@orderflow/messaging/tracing'
import type { Outgoing, Sent } from './targets/port.ts'

/**
 * Begins a span `send <name>` for each event whose trace is sampled, as a child of the step that created it. What the
 * target gets refers to that span; without tracing, to the step itself.
 */
export function startSends(tracer: Tracer | undefined, target: string, events: readonly Outgoing[]) {
  if (tracer === undefined) return { events, end: () => {} }
  const spans: (Span | undefined)[] = []
  const traced = events.map(event => {
    const parent = traceContext(event.attributes.traceparent, event.attributes.tracestate)
    if (!isSampled(parent)) {
      spans.push(undefined)
      return event
    }
    const span = tracer.startSpan(
      `send ${event.name}`,
      {
        kind: SpanKind.PRODUCER,
        attributes: {
          'messaging.system': systems[target],
          'messaging.operation.name': 'send',
          'messaging.operation.type': 'send',
          'messaging.destination.name': event.name,
          'messaging.message.id': event.id,
        },
      },
      parentOf(parent),
    )
    spans.push(span)
    return { ...event, attributes: { ...event.attributes, ...contextOf(span) } as Outgoing['attributes'] }
  })
  return {
    events: traced,
    end(outcomes: readonly Sent[]) {
      for (const [i, span] of spans.entries()) {
        const sent = outcomes[i]
        if (span === undefined) continue
        if (sent !== undefined && sent.status !== 'confirmed') {
          span.setStatus({ code: SpanStatusCode.ERROR, message: sent.detail })
        }
        span.end()
      }
    },
  }
}

/** As OpenTelemetry names them: https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
const systems: Readonly<Record<string, string>> = {
  rabbitmq: 'rabbitmq',
  eventbridge: 'aws_eventbridge',
  nats: 'nats',
}
