import { goldenEvent } from '@orderflow/events/golden'
import { describe, expect, test } from 'vitest'
import { readIncoming } from './inbound.ts'
import type { Incoming } from './targets/port.ts'

const golden = goldenEvent('stock.low.v1')
const attributes = Object.fromEntries(
  Object.entries(golden.headers).flatMap(([name, text]) =>
    name.startsWith('ce_') ? [[name.slice(3), text]] : [],
  ),
)
const contentType = golden.headers['content-type'] as string
const given = (changes: Partial<Incoming> = {}, more: Record<string, string> = {}): Incoming => ({
  ...{ attributes: { ...attributes, ...more }, contentType, value: Buffer.from(golden.value) },
  ...changes,
})
const published = (headers: object, value: Buffer = Buffer.from(golden.value)) => ({
  id: attributes.id,
  message: { topic: golden.topic, key: golden.key, value, headers },
})
const without = (name: string) => {
  const { [name]: _, ...others } = attributes
  return { attributes: others }
}
const structuredType = 'application/cloudevents+json'
const envelope = Buffer.from(`{"data": ${golden.value},${JSON.stringify(attributes).slice(1)}`)

describe('an event of another stack lies on its topic as it came', () => {
  test.each<[string, Incoming, object]>([
    ['all of it', given(), published(golden.headers)],
    ['with the key of its contract', given({}, { partitionkey: 'another' }), published(golden.headers)],
    ['with an extension', given({}, { subject: 'x' }), published({ ...golden.headers, ce_subject: 'x' })],
    [
      'without what is named like no attribute',
      given({
        attributes: JSON.parse(
          `{"__proto__":"x","a b":"x","Id":"x","data":"x",${JSON.stringify(attributes).slice(1)}`,
        ),
      }),
      published(golden.headers),
    ],
    [
      'without a content type',
      given({ contentType: '' }),
      published({ ...golden.headers, 'content-type': 'application/json' }),
    ],
    [
      'in structured mode',
      given({ attributes: {}, contentType: structuredType, value: envelope }),
      published({ 'content-type': structuredType }, envelope),
    ],
  ])('%s', (_, incoming, expected) => {
    expect(readIncoming(incoming)).toEqual(expected)
  })
})

test.each<[string, Incoming, code: string, detail: RegExp]>([
  ['no type', given(without('type')), 'TYPE_UNEXPECTED', /"".*StockLow/],
  [
    'an event that is published here',
    given({}, { type: 'OrderCreated' }),
    'TYPE_UNEXPECTED',
    /"OrderCreated"/,
  ],
  ['a type of every object', given({}, { type: 'constructor' }), 'TYPE_UNEXPECTED', /"constructor"/],
  ['no id', given(without('id')), 'HEADER_MISSING', /ce_id/],
  ['an id that is none', given({}, { id: '42' }), 'ID_INVALID', /"42"/],
  ['no time', given({}, { time: 'now' }), 'TIME_INVALID', /now/],
  ['another version', given({}, { dataschema: 'urn:orderflow:stock.low.v2' }), 'VERSION_UNEXPECTED', /v2/],
  ['no JSON', given({ value: Buffer.from('{') }), 'VALUE_NOT_JSON', /JSON/],
  ['no value', given({ value: Buffer.alloc(0) }), 'VALUE_NOT_JSON', /JSON/],
  [
    'what breaks the schema',
    given({ value: Buffer.from('{"productId":"p"}') }),
    'SCHEMA_INVALID',
    /available/,
  ],
  [
    'one in structured mode that does',
    given({ contentType: structuredType, value: Buffer.from(JSON.stringify({ ...attributes, data: {} })) }),
    'SCHEMA_INVALID',
    /productId/,
  ],
  [
    'a batch',
    given({ contentType: 'application/cloudevents-batch+json' }),
    'CONTENT_MODE_UNSUPPORTED',
    /batch/,
  ],
  // It would be refused by the outbox, and with it all that came at the same time, again and again.
  [
    'what Kafka would not take',
    given({}, { subject: 'x'.repeat(900_000) }),
    'OUTBOX_ROW_TOO_LARGE',
    /900000/,
  ],
])('refused with the reason: %s', (_, incoming, code, detail) => {
  expect(readIncoming(incoming)).toEqual({
    status: 'refused',
    code,
    detail: expect.stringMatching(detail),
  })
})
