import type { JsMsg } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import type { Outgoing } from '../port.ts'
import { headersOf, incomingOf } from './message.ts'

const eventOf = (attributes: Record<string, string>): Outgoing => ({
  id: 'id-1',
  type: 'OrderCreated',
  domain: 'order',
  name: 'order.created',
  key: null,
  attributes,
  contentType: 'application/json',
  value: Buffer.from('{}'),
})

test.each([
  ['plain', '/services/order', '/services/order'],
  ['what the binding encodes', 'a "b" 100 %', 'a%20%22b%22%20100%20%25'],
  ['other scripts', 'Größe 字', 'Gr%C3%B6%C3%9Fe%20%E5%AD%97'],
  ['spaces around it and a line', ' a\r\n', '%20a%0D%0A'],
])('attributes are percent-encoded, and come back: %s', (_, text, encoded) => {
  const headers = headersOf(eventOf({ id: 'id-1', subject: text }))
  expect(headers.get('ce-subject')).toBe(encoded)
  expect(headers.get('Nats-Msg-Id')).toBe('id-1')
  const message = { headers, data: Buffer.from('{}') } as unknown as JsMsg
  expect(incomingOf(message)).toEqual({
    attributes: { id: 'id-1', subject: text },
    contentType: 'application/json',
    value: Buffer.from('{}'),
  })
})

test('the trace is there by its plain names too', () => {
  const headers = headersOf(eventOf({ traceparent: '00-a-b-01', tracestate: 'x=1' }))
  expect([headers.get('traceparent'), headers.get('ce-traceparent'), headers.get('tracestate')]).toEqual([
    '00-a-b-01',
    '00-a-b-01',
    'x=1',
  ])
})
