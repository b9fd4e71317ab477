import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { LightSpan } from './light-span.ts'
import { lightSpans } from './light-spans.ts'
import { writeSpans } from './write-spans.ts'

const ended: ReadableSpan[] = []
const processor = {
  onStart() {},
  onEnd: (span: ReadableSpan) => void ended.push(span),
  forceFlush: async () => {},
  shutdown: async () => {},
}
const sdk = new TracerProvider({
  resource: resourceFromAttributes({
    'service.name': 'shop',
    'process.pid': 4711,
    'process.args': ['node', 'ä'],
  }),
  sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  spanProcessors: [processor],
})
const tracers = {
  'our own': lightSpans(sdk, processor).getTracer('shop', '1.2'),
  "the SDK's": sdk.getTracer('shop', '1.2'),
}

const remote = (traceFlags: number, tracestate?: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags,
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  })

/** A span with all that a span can have here. */
function full(tracer: Tracer, parent: Context): Span {
  const other = trace.getSpanContext(remote(1, 'vendor=other'))
  const link = { context: other as NonNullable<typeof other> }
  const span = tracer.startSpan(
    'process stock.reserved.v1',
    {
      kind: SpanKind.CONSUMER,
      attributes: {
        text: 'reserved',
        ünï: `${'long '.repeat(60)}☂`,
        none: undefined,
        whole: 7,
        large: 2 ** 40,
        part: 0.5,
        yes: true,
        list: ['a', 1],
      },
      links: Array.from({ length: 9 }, () => link),
    },
    parent,
  )
  span.setAttribute('later', 1).setAttributes({ more: 'x' }).addLink(link).addEvent('rolled back')
  span.updateName('process').setStatus({ code: SpanStatusCode.ERROR, message: 'no ☂' }).end()
  return span
}

/** What a span says, but for its id and times. */
const said = ({
  name,
  kind,
  attributes,
  links,
  events,
  status,
  parentSpanContext,
  resource,
  instrumentationScope,
}: ReadableSpan) => ({
  name,
  kind,
  attributes: JSON.parse(JSON.stringify(attributes)),
  links: links.map(({ context }) => context),
  events: events.map(event => event.name),
  status,
  parentSpanContext,
  resource,
  instrumentationScope: { name: instrumentationScope.name, version: instrumentationScope.version },
})

test('a span of our own says what one of the SDK says', () => {
  ended.length = 0
  const before = Date.now()
  for (const tracer of Object.values(tracers)) full(tracer, remote(1, 'vendor=x'))
  const [own, theirs] = ended as [ReadableSpan, ReadableSpan]
  expect(own).toBeInstanceOf(LightSpan)
  expect(theirs).not.toBeInstanceOf(LightSpan)
  expect(said(own)).toEqual(said(theirs))
  const { spanId: ownId, ...context } = own.spanContext()
  const { spanId, ...theirContext } = theirs.spanContext()
  expect(context).toEqual(theirContext)
  expect(ownId).toMatch(/^[0-9a-f]{16}$/)
  expect(ownId).not.toBe(spanId)
  const [seconds, rest] = own.endTime
  expect(seconds * 1_000 + rest / 1e6).toBeGreaterThanOrEqual(before)
  expect(seconds * 1_000 + rest / 1e6).toBeLessThanOrEqual(Date.now() + 1)
})

test('a span that has ended is over: it is exported once, and takes nothing more', () => {
  ended.length = 0
  const span = full(tracers['our own'], remote(1))
  span.setAttribute('too', 'late').addEvent('late').updateName('late').end()
  expect(ended).toHaveLength(1)
  expect(span.isRecording()).toBe(false)
  expect(ended[0]).toMatchObject({ name: 'process', events: [{ name: 'rolled back' }] })
  expect(ended[0]?.attributes.too).toBeUndefined()
})

test('what is not recorded, or begins a trace, is left to the SDK', () => {
  ended.length = 0
  expect(tracers['our own'].startSpan('none', {}, remote(0)).isRecording()).toBe(false)
  const root = tracers['our own'].startSpan('root', {}, ROOT_CONTEXT)
  expect(root).not.toBeInstanceOf(LightSpan)
  tracers['our own'].startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, root)).end()
  root.end()
  const [child, begun] = ended as [ReadableSpan, ReadableSpan]
  expect(child).toBeInstanceOf(LightSpan)
  expect(child.parentSpanContext?.spanId).toBe(begun.spanContext().spanId)
})

test.each(Object.entries(tracers))(
  "spans of %s are written as the SDK's serializer writes them, byte for byte",
  (_, tracer) => {
    ended.length = 0
    for (let i = 0; i < 40; i++) full(tracer, i % 2 === 0 ? remote(1) : remote(1, 'vendor=x'))
    tracer.startSpan('root', {}, ROOT_CONTEXT).end()
    for (const span of ended) delete (span.attributes as Record<string, unknown>).none // the SDK has left it out
    const theirs = ProtobufTraceSerializer.serializeRequest(ended)
    expect(Buffer.from(writeSpans(ended)).toString('hex')).toBe(
      Buffer.from(theirs as Uint8Array).toString('hex'),
    )
  },
)
