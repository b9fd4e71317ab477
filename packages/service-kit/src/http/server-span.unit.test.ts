import { once } from 'node:events'
import { connect } from 'node:net'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { afterEach, expect, test } from 'vitest'
import { fixtureApp } from './app.fixture.ts'
import type { HttpApp } from './app.ts'

const apps: HttpApp[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.close()))
})

const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`
const order = { customerId: 'c', items: [{ productId: 'p', quantity: 1 }] }

/** The fixture's app, traced with OpenTelemetry's real SDK, at a real address. */
async function build(sampler?: AlwaysOffSampler) {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({
    ...(sampler !== undefined && { sampler }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  })
  const { app, lines } = await fixtureApp({ tracer: provider.getTracer('test') })
  apps.push(app)
  const address = await app.listen({ port: 0 })
  const ask = async (path: string, headers: Record<string, string> = {}, body?: unknown) =>
    await fetch(`${address}${path}`, {
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
  /** Waits for so many spans. */
  const spans = async (n: number) => {
    await expect.poll(() => exporter.getFinishedSpans().length).toBeGreaterThanOrEqual(n)
    return exporter.getFinishedSpans()
  }
  return { address, ask, lines, spans }
}

test("a request is a span by its route, a child of the caller's, with its answer", async () => {
  const { ask, spans } = await build()
  await ask('/orders?token=secret', { traceparent, tracestate: 'a=b' }, order)
  const [span] = await spans(1)
  expect(span).toMatchObject({
    name: 'POST /orders',
    kind: SpanKind.SERVER,
    parentSpanContext: caller,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/orders',
      'url.path': '/orders',
      'http.response.status_code': 400, // the route knows no such parameter
    },
    status: { code: SpanStatusCode.UNSET },
  })
  expect(JSON.stringify(span?.attributes)).not.toContain('secret')
})

test("what follows from a request is told of its span, and nothing of the caller's state", async () => {
  const { ask, spans } = await build()
  const seen = (await (await ask('/seen', { traceparent, tracestate: 'a=b' })).json()) as object
  const [span] = await spans(1)
  const spanId = span?.spanContext().spanId
  expect(seen).toMatchObject({ traceparent: `00-${caller.traceId}-${spanId}-01` })
  expect(seen).not.toHaveProperty('tracestate')
})

test('a trace of a later version is read as far as it is known', async () => {
  const { ask, spans } = await build()
  await ask('/seen', { traceparent: `01${traceparent.slice(2)}-more` })
  expect(await spans(1)).toMatchObject([{ parentSpanContext: caller }])
})

test('a caller without a trace, or with a broken one, begins one', async () => {
  const { ask, spans } = await build()
  await ask('/seen')
  await ask('/seen', { traceparent: '00-xyz-01' })
  for (const span of await spans(2)) expect(span.parentSpanContext).toBeUndefined()
})

test('every log line of a request names its trace and its span', async () => {
  const { ask, spans, lines } = await build()
  await ask('/orders', {}, order)
  const [span] = await spans(1)
  const { traceId, spanId } = span?.spanContext() ?? {}
  await expect.poll(() => lines.length).toBeGreaterThanOrEqual(2)
  const ofRequest = lines.filter(({ msg }) => msg === 'placing' || msg === 'request answered')
  expect(ofRequest).toHaveLength(2)
  for (const line of ofRequest) {
    expect(line).toMatchObject({ trace_id: traceId, span_id: spanId, correlationId: expect.any(String) })
  }
})

test.each([
  ['/fail/conflict', 409, SpanStatusCode.UNSET, undefined],
  ['/fail/database', 503, SpanStatusCode.ERROR, '503'],
  ['/fail/bug', 500, SpanStatusCode.ERROR, '500'],
])("%s: what is the client's fault is no error of ours", async (path, status, code, type) => {
  const { ask, spans } = await build()
  await ask(path)
  const [span] = await spans(1)
  expect(span).toMatchObject({ name: 'GET /fail/:kind', status: { code } })
  expect(span?.attributes['http.response.status_code']).toBe(status)
  expect(span?.attributes['error.type']).toBe(type)
})

test('a request whose client goes away before the answer is an error', async () => {
  const { address, spans } = await build()
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write('GET /hang HTTP/1.1\r\nhost: x\r\n\r\n')
  setImmediate(() => socket.destroy())
  expect(await spans(1)).toMatchObject([{ status: { code: SpanStatusCode.ERROR } }])
})

test('health checks, metrics, docs and unknown paths: only the last is a span, without its path in the name', async () => {
  const { ask, spans } = await build()
  for (const path of ['/health/live', '/health/ready', '/metrics', '/docs/json', '/nothing/here'])
    await ask(path)
  expect((await spans(1)).map(({ name }) => name)).toEqual(['GET'])
})

test('what is not sampled is passed on as such, logged, and not recorded', async () => {
  const { ask, spans, lines } = await build(new AlwaysOffSampler())
  const seen = (await (await ask('/seen')).json()) as { traceparent: string }
  expect(seen.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  await expect.poll(() => lines.length).toBeGreaterThanOrEqual(1)
  expect(lines.at(-1)?.trace_id).toBe(seen.traceparent.slice(3, 35))
  expect(await spans(0)).toEqual([])
})

test('a slow answer is found by the exemplar of its bucket', async () => {
  const { ask, spans } = await build()
  await ask('/orders', {}, order)
  const [span] = await spans(1)
  const read = async () => await (await ask('/metrics', { accept: 'application/openmetrics-text' })).text()
  const exemplar = `# {trace_id="${span?.spanContext().traceId}"}`
  await expect.poll(read).toContain(exemplar)
  const line = (await read()).split('\n').find(each => each.includes(exemplar))
  expect(line).toMatch(
    /^http_request_duration_seconds_bucket\{le="[\d.]+",method="POST",route="\/orders",status="2xx"\} 1 # /,
  )
})
