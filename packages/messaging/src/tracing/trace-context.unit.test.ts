import { trace } from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import { createRecorder } from '../testing/recorder.ts'
import { contextOf, isSampled, parentOf, spanContextOf, traceContext, traceIds } from './trace-context.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const flagged = (flags: string) => traceparent.replace(/01$/, flags)

describe('traceContext', () => {
  test.each([
    ['both', traceparent, 'a=b,c=d', { traceparent, tracestate: 'a=b,c=d' }],
    ['no state', traceparent, undefined, { traceparent }],
    ['a state that is too long', traceparent, `a=${'b'.repeat(511)}`, { traceparent }],
    ['a state with a control character', traceparent, 'a=b\r\nx: y', { traceparent }],
    ['an empty state', traceparent, '', { traceparent }],
    ['nothing', undefined, undefined, {}],
    ['a state alone', undefined, 'a=b', {}],
    ['a traceparent in capitals', traceparent.toUpperCase(), 'a=b', {}],
    ['more behind it', `${traceparent}-00`, undefined, {}],
    ['a later version', `01${traceparent.slice(2)}`, 'a=b', { traceparent, tracestate: 'a=b' }],
    ['a later version with more', `cc${traceparent.slice(2)}-what.comes-00`, undefined, { traceparent }],
    ['the last version', `fe${traceparent.slice(2)}-`, undefined, { traceparent }],
    ['flags that only a later one knows', `01${flagged('ff').slice(2)}`, undefined, { traceparent }],
    ['a later one, not sampled', `01${flagged('fe').slice(2)}`, undefined, { traceparent: flagged('00') }],
    ['a later version that goes on without a dash', `01${traceparent.slice(2)}.00`, undefined, {}],
    ['a later version that is cut off', `01${traceparent.slice(2, -1)}`, undefined, {}],
    ['the version that there is not', `ff${traceparent.slice(2)}`, undefined, {}],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined, {}],
    ['a parent id of zeros', `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`, undefined, {}],
    ['two of them', `${traceparent}, ${traceparent}`, undefined, {}],
    ['spaces around it', ` ${traceparent}`, undefined, {}],
  ])('%s', (_, given, state, expected) => {
    expect(traceContext(given, state)).toEqual(expected)
  })
})

test.each([
  ['01', true],
  ['03', true],
  ['00', false],
  ['02', false],
  ['0a', false],
  ['0b', true],
  ['0f', true],
  ['f8', false],
])('flags %s: sampled %s', (flags, sampled) => {
  expect(isSampled({ traceparent: flagged(flags) })).toBe(sampled)
})

test('no trace is not sampled, and has no ids', () => {
  expect(isSampled({})).toBe(false)
  expect(traceIds({})).toEqual({})
  expect(spanContextOf({})).toBeUndefined()
})

test('ids are those that log lines name', () => {
  expect(traceIds({ traceparent })).toEqual({
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
  })
})

test('a span is the child of a context, and its own context goes on with the same state', () => {
  const { tracer } = createRecorder()
  const span = tracer.startSpan('step', {}, parentOf({ traceparent, tracestate: 'a=b' }))
  const { spanId } = span.spanContext()
  expect(contextOf(span)).toEqual({
    traceparent: traceparent.replace('b7ad6b7169203331', spanId),
    tracestate: 'a=b',
  })
  expect(trace.getSpanContext(parentOf({}))).toBeUndefined()
})
