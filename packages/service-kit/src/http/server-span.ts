import type { IncomingMessage } from 'node:http'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  contextOf,
  parentOf,
  type Span,
  type TraceContext,
  type Tracer,
  traceContext,
} from '@orderflow/messaging/tracing'
import type { FastifyReply, FastifyRequest } from 'fastify'
import plugin from 'fastify-plugin'
import { correlationIdOf } from './correlation.ts'
import { isNotLogged } from './request-log.ts'
import { shownPath } from './shown-path.ts'

const spans = new WeakMap<IncomingMessage, { readonly span: Span; readonly trace: TraceContext }>()

/**
 * Begins the span of a request, as a child of the caller's if that sent a valid `traceparent`. Called when the request's
 * logger is made, which is the first that Fastify does. Names and attributes: OpenTelemetry's semantic conventions for
 * HTTP servers (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). Health checks, metrics and the
 * documentation's pages leave none. What a client may write is left out (ADR 64): the user agent, and of the path all but what
 * `shownPath` has, which is known when the route is.
 */
export function beginServerSpan(tracer: Tracer | undefined, request: IncomingMessage): void {
  const path = (request.url ?? '').split('?', 1)[0] as string
  if (tracer === undefined || isNotLogged(path)) return
  const { method = '_OTHER', httpVersion } = request
  const span = tracer.startSpan(
    method,
    {
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': method,
        'url.scheme': 'http',
        'network.protocol.version': httpVersion,
        'orderflow.correlation_id': correlationIdOf(request),
      },
    },
    parentOf(callerOf(request)),
  )
  spans.set(request, { span, trace: contextOf(span) })
}

/** Without `tracestate`, which may be any text, and would go into events: the standard leaves that to who receives it. */
function callerOf(request: IncomingMessage): TraceContext {
  // Node joins a header that is sent more than once with commas: two of `traceparent` are none.
  return traceContext(textOf(request.headers.traceparent))
}

const textOf = (header: string | readonly string[] | undefined) =>
  typeof header === 'string' ? header : header?.join(',')

/** The trace context that what follows from a request belongs to. */
export function traceOfRequest(request: IncomingMessage): TraceContext {
  return spans.get(request)?.trace ?? callerOf(request)
}

/** Gives requests `span` and `trace`, and ends their spans with their answers. */
export const serverSpans = plugin<{ readonly tracer: Tracer | undefined }>(
  async (app, { tracer }) => {
    app.decorateRequest('span', {
      getter() {
        return spans.get(this.raw)?.span
      },
    })
    app.decorateRequest('trace', {
      getter() {
        return traceOfRequest(this.raw)
      },
    })
    if (tracer === undefined) return
    app.addHook('onRequest', async (request, reply) => {
      const { span } = request
      if (span?.isRecording()) reply.raw.once('close', () => end(span, request, reply))
    })
  },
  { name: 'server-spans', fastify: '5.x' },
)

function end(span: Span, request: FastifyRequest, { raw }: FastifyReply): void {
  const { method, routeOptions } = request
  const route = routeOptions.url
  span.setAttribute('url.path', shownPath(request))
  if (route !== undefined) {
    span.updateName(`${method} ${route}`)
    span.setAttribute('http.route', route)
  }
  span.setAttribute('http.response.status_code', raw.statusCode)
  if (!raw.writableFinished) {
    span.setAttribute('error.type', 'ABORTED')
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'The connection was closed before the answer.' })
  } else if (raw.statusCode >= 500) {
    span.setAttribute('error.type', String(raw.statusCode))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}
