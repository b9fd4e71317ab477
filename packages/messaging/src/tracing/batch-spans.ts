import { ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import type { Delivery } from '../types/delivery.ts'
import { traceOf } from './message-spans.ts'
import { contextOf, isSampled, parentOf, spanContextOf, type TraceContext } from './trace-context.ts'
import { failed } from './tracer.ts'

/** The most links of one span: a batch may join hundreds of messages. */
const maxLinks = 64

/** What is recorded of one transaction. */
export interface BatchSpan {
  /** Where it stands, for exemplars. */
  readonly context: TraceContext
  committed(): void
  rolledBack(error: unknown): void
}

/**
 * Begins the span of a transaction, if a delivery in it is recorded: a child of the first of these, with links to
 * them all, and one back from each of the others.
 */
export function startBatch(
  tracer: Tracer | undefined,
  service: string,
  deliveries: readonly Delivery[],
): BatchSpan | undefined {
  if (tracer === undefined) return undefined
  const recorded: Span[] = []
  for (const { span } of deliveries) if (span?.isRecording()) recorded.push(span)
  const [first, ...others] = recorded
  if (first === undefined) return undefined
  const span = tracer.startSpan(
    `transact ${service}`,
    {
      attributes: { 'messaging.batch.message_count': deliveries.length },
      links: recorded.slice(0, maxLinks).map(each => ({ context: each.spanContext() })),
    },
    trace.setSpan(ROOT_CONTEXT, first),
  )
  for (const other of others) other.addLink({ context: span.spanContext() })
  return {
    context: contextOf(span),
    committed: () => span.end(),
    rolledBack(error) {
      failed(span, error)
      span.end()
      for (const each of recorded) each.addEvent('rolled back')
    },
  }
}

/** Begins `send` for rows that go to the broker together, if one of them is of a trace that is recorded. */
export function startSend(
  tracer: Tracer | undefined,
  rows: readonly {
    readonly row: { readonly topic: string; readonly headers: Readonly<Record<string, string>> }
  }[],
): Span | undefined {
  if (tracer === undefined) return undefined
  const recorded = rows.filter(({ row }) => isSampled({ traceparent: row.headers.ce_traceparent }))
  const created = recorded.slice(0, maxLinks).map(({ row }) => traceOf(row))
  const [first] = created
  if (first === undefined) return undefined
  const [topic, another] = new Set(rows.map(({ row }) => row.topic))
  const name = another === undefined ? `send ${topic}` : 'send'
  return tracer.startSpan(
    name,
    {
      // Not PRODUCER: the context that consumers go by is that of `create`.
      kind: SpanKind.CLIENT,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': another === undefined ? topic : undefined,
        'messaging.batch.message_count': rows.length,
      },
      links: created.flatMap(each => {
        const spanContext = spanContextOf(each)
        return spanContext === undefined ? [] : [{ context: spanContext }]
      }),
    },
    parentOf(first),
  )
}
