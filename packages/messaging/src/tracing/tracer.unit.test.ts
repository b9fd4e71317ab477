import { SpanStatusCode } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { MessagingError } from '../errors.ts'
import { createRecorder } from '../testing/recorder.ts'
import { parentOf } from './trace-context.ts'
import { activeTracer, errorType, inSpan } from './tracer.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('there is no tracer in a process that was not started with one', () => {
  expect(activeTracer()).toBeUndefined()
})

test('work is in a span of its own, which ends with it', async () => {
  const { tracer, spans } = createRecorder()
  const parent = parentOf({ traceparent })
  const result = await inSpan(tracer, 'work', { parent, attributes: { a: 1 } }, async span => {
    expect(spans()).toEqual([])
    return span?.spanContext().spanId
  })
  const [span] = spans()
  expect(span).toMatchObject({
    name: 'work',
    attributes: { a: 1 },
    parentSpanContext: { spanId: 'b7ad6b7169203331' },
    status: { code: SpanStatusCode.UNSET },
  })
  expect(span?.spanContext().spanId).toBe(result)
})

test('work that throws is an error, and throws', async () => {
  const { tracer, spans } = createRecorder()
  const failing = inSpan(tracer, 'work', {}, () => Promise.reject(new MessagingError('BROKEN', 'It broke.')))
  await expect(failing).rejects.toThrow('It broke.')
  expect(spans()).toMatchObject([
    { attributes: { 'error.type': 'BROKEN' }, status: { code: SpanStatusCode.ERROR, message: 'It broke.' } },
  ])
})

test('without a tracer, and in a trace that is not sampled, there is no span', async () => {
  const { tracer, spans } = createRecorder()
  const parent = parentOf({ traceparent: traceparent.replace(/01$/, '00') })
  expect(await inSpan(undefined, 'work', {}, async span => span)).toBeUndefined()
  expect(await inSpan(tracer, 'work', { parent }, async span => span)).toBeUndefined()
  expect(spans()).toEqual([])
})

test.each([
  [Object.assign(new Error('duplicate'), { severity: 'ERROR', code: '23505' }), '23505'],
  [new MessagingError('BROKEN', ''), 'BROKEN'],
  [new TypeError('x is not a function'), 'TypeError'],
  ['a text', '_OTHER'],
])('the type of %s is %s', (error, type) => {
  expect(errorType(error)).toBe(type)
})
