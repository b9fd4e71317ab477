import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { Input } from '../types/decider.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'
import { headerText, type KafkaRecord } from '../types/record.ts'
import { contextOf, isSampled, parentOf, type TraceContext, traceContext } from './trace-context.ts'
import { failed } from './tracer.ts'

/*
 * What the shell records of its work. Names and attributes follow OpenTelemetry's semantic conventions for messaging
 * and for Kafka: https://opentelemetry.io/docs/specs/semconv/messaging/
 *
 * A span is exported when it ends, and those of a batch end once its transaction is committed. So what was rolled back
 * leaves no span that says it happened.
 */

const maxKeyCharacters = 200

/** The trace that a message belongs to: the CloudEvents extension, or else the plain W3C headers of another producer. */
export function traceOf({ headers }: Pick<KafkaRecord, 'headers'>): TraceContext {
  const own = traceContext(headerText(headers, 'ce_traceparent'), listIn(headers, 'ce_tracestate'))
  if (own.traceparent !== undefined) return own
  return traceContext(headerText(headers, 'traceparent'), listIn(headers, 'tracestate'))
}

/** A header that may occur more than once: then its lists are one. */
const listIn = (headers: KafkaRecord['headers'], name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : headerText(headers, name)
}

/**
 * Begins `process <topic>` for a message that was taken up, as a child of the step that created it, and hands on its
 * context. In a trace that is not sampled the delivery stays as it is: then the message's own context is handed on.
 */
export function startProcess(tracer: Tracer | undefined, delivery: Delivery, group: string): Delivery {
  const { origin } = delivery
  if (tracer === undefined || origin === undefined) return delivery
  const parent: TraceContext = 'input' in delivery ? delivery.input : traceOf(origin)
  if (parent.traceparent !== undefined && !isSampled(parent)) return delivery
  const span = tracer.startSpan(
    `process ${origin.topic}`,
    { kind: SpanKind.CONSUMER, attributes: processAttributes(delivery, origin, group) },
    parentOf(parent),
  )
  return withSpan(delivery, span)
}

/** A delivery whose consequences are children of this span. */
export function withSpan(delivery: Delivery, span: Span | undefined): Delivery {
  if (span === undefined) return delivery
  return 'input' in delivery
    ? { ...delivery, input: { ...delivery.input, ...contextOf(span) }, span }
    : { ...delivery, span }
}

function processAttributes(delivery: Delivery, origin: KafkaRecord, group: string): Attributes {
  const { topic, partition, offset, key, headers } = origin
  const input = 'input' in delivery ? delivery.input : undefined
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': group,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': Number(offset),
    'messaging.kafka.message.key': key?.toString().slice(0, maxKeyCharacters),
    'messaging.message.id': input?.id ?? headerText(headers, 'ce_id'),
    'messaging.message.conversation_id': input?.correlationId,
    'cloudevents.event_type': input?.type,
  }
}

/** Ends the span of each delivery with what became of it, once that is committed. */
export function endProcess(deliveries: readonly Delivery[], outcomes: readonly Outcome[]): void {
  for (const [i, { span }] of deliveries.entries()) {
    const outcome = outcomes[i]
    if (span === undefined || outcome === undefined) continue
    recordOutcome(span, outcome)
    span.end()
  }
}

/** Notes on a span what became of its delivery; what went to the dead letters, or could not be decided, is an error. */
export function recordOutcome(span: Span, outcome: Outcome): void {
  span.setAttribute('orderflow.outcome', outcome.status)
  if (outcome.status === 'ignored') span.setAttribute('orderflow.ignored', outcome.reason)
  if (outcome.status === 'failed') failed(span, outcome.error)
  if (outcome.status === 'dead-lettered') {
    const { code, detail } = outcome.poison
    span.setAttribute('error.type', code)
    span.setStatus({ code: SpanStatusCode.ERROR, message: `Sent to the dead letters: ${detail}` })
  }
}

/** Ends the spans of deliveries that are given up, to be delivered again: they say so, and claim nothing else. */
export function abandon(deliveries: readonly Delivery[]): void {
  for (const { span } of deliveries) {
    span?.setAttribute('error.type', 'ABANDONED')
    span?.setStatus({
      code: SpanStatusCode.ERROR,
      message: 'Given up while it waited; it is delivered again.',
    })
    span?.end()
  }
}

/**
 * Begins `create <topic>`, the span that a message's consumers are children of. It ends when the message's row is
 * committed; if that is rolled back it never does.
 */
export function startCreate(
  tracer: Tracer | undefined,
  { topic, id, cause }: { readonly topic: string; readonly id: string; readonly cause: Input },
): Span | undefined {
  if (tracer === undefined || !isSampled(cause)) return undefined
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'create',
    'messaging.operation.type': 'create',
    'messaging.destination.name': topic,
    'messaging.message.id': id,
    'messaging.message.conversation_id': cause.correlationId,
  }
  return tracer.startSpan(`create ${topic}`, { kind: SpanKind.PRODUCER, attributes }, parentOf(cause))
}
