import { describe, expect, test } from 'vitest'
import { headersOf } from '../outbox/outbox.ts'
import { type RestoredMessage, readDeadLetter } from '../redrive/letter.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { Consumed } from './contracts.ts'
import { deadLetter } from './dead-letters.ts'
import { decodeEvent } from './decode.ts'
import { inBinaryMode } from './structured.ts'

const contract: Consumed = {
  type: 'ParcelSent',
  topic: 'parcel.sent.v1',
  dataSchema: 'urn:test:parcel.sent.v1',
  keyOf: () => 'parcel-1',
  validationError: data =>
    typeof (data as { parcelId?: unknown } | null)?.parcelId === 'string'
      ? undefined
      : '/parcelId is missing',
  later: [],
  instantOf: text => (text.endsWith('Z') ? text : undefined),
  upcast: data => data,
}
const id = '019bc1a2-7c3f-7abc-8def-0123456789ab'
const attributes = {
  specversion: '1.0',
  id,
  type: 'ParcelSent',
  source: '/services/post/größe',
  time: '2026-01-15T10:30:00.000Z',
  dataschema: 'urn:test:parcel.sent.v1',
  correlationid: 'correlation-1',
  causationid: 'causation-1',
  initiator: 'customer',
  sequence: '3',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}
const data = { parcelId: 'parcel-1', to: 'Zürich 🚚' }
const message = (value: unknown, headers: KafkaRecord['headers']): KafkaRecord => {
  return {
    topic: contract.topic,
    partition: 2,
    offset: '41',
    key: Buffer.from('parcel-1'),
    value: value === null || Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
    headers,
    timestamp: '1768473000000',
  }
}
const structured = (event: unknown, type = 'application/cloudevents+json') =>
  message(event, { 'content-type': type })
const binary = message(
  data,
  Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`ce_${name}`, Buffer.from(text)])),
)
const envelope = { ...attributes, datacontenttype: 'application/json', data }
const base64 = Buffer.from(JSON.stringify(data)).toString('base64')

describe('an event in structured mode is read as the same one in binary mode', () => {
  const expected = decodeEvent(binary, contract)
  const { datacontenttype: _, ...withoutType } = envelope
  const { data: __, ...withoutData } = envelope
  test.each<[string, KafkaRecord]>([
    ['plainly', structured(envelope)],
    ['with a charset', structured(envelope, 'application/cloudevents+json; charset=UTF-8')],
    ['in other letters', structured(envelope, 'Application/CloudEvents+JSON ;Charset="utf-8"')],
    ['without the type of its data', structured(withoutType)],
    ['with data in base64', structured({ ...withoutData, data_base64: base64 })],
    [
      'as text of another type',
      structured({ ...envelope, datacontenttype: 'text/x-json', data: JSON.stringify(data) }),
    ],
    ['with attributes that are null', structured({ ...envelope, subject: null })],
    ['with a number and a boolean', structured({ ...envelope, sequence: 3, sampled: true })],
    [
      'with headers that say otherwise',
      { ...structured(envelope), headers: { ...structured(1).headers, ce_id: 'no', ce_copyof: 'x' } },
    ],
  ])('%s', (_, record) => {
    expect('poison' in expected).toBe(false)
    expect(decodeEvent(record, contract)).toEqual(expected)
  })
})

describe('one that cannot be read is poison, with a reason that is true', () => {
  const large = Buffer.alloc(900_001, 32)
  const deep = Buffer.from(`{"data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)
  test.each<[string, KafkaRecord, code: string, detail: RegExp]>([
    [
      'a batch',
      structured([envelope], 'application/cloudevents-batch+json'),
      'CONTENT_MODE_UNSUPPORTED',
      /batch.*send each/,
    ],
    [
      'another format',
      structured(envelope, 'application/cloudevents+avro'),
      'CONTENT_MODE_UNSUPPORTED',
      /"avro"/,
    ],
    ['no format', structured(envelope, 'application/cloudevents'), 'CONTENT_MODE_UNSUPPORTED', /format ""/],
    [
      'another charset',
      structured(envelope, 'application/cloudevents+json; charset=utf-16'),
      'CONTENT_MODE_UNSUPPORTED',
      /utf-16/,
    ],
    ['an array', structured([envelope]), 'ENVELOPE_INVALID', /no JSON object/],
    ['null', structured(Buffer.from('null')), 'ENVELOPE_INVALID', /no JSON object/],
    ['no value', structured(null), 'VALUE_NULL', /no value/],
    ['no JSON', structured(Buffer.from('{')), 'VALUE_NOT_JSON', /JSON/],
    ['no UTF-8', structured(Buffer.from([0xff])), 'VALUE_NOT_UTF8', /UTF-8/],
    ['too many levels', structured(deep), 'VALUE_TOO_DEEP', /500 levels/],
    ['too much', structured(large), 'VALUE_TOO_LARGE', /900001/],
    [
      'an attribute that is an object',
      structured({ ...envelope, subject: {} }),
      'ENVELOPE_INVALID',
      /attribute subject/,
    ],
    [
      'half a character',
      structured({ ...envelope, source: '\ud800' }),
      'VALUE_NOT_UNICODE',
      /surrogate pair/,
    ],
    ['data twice', structured({ ...envelope, data_base64: base64 }), 'ENVELOPE_INVALID', /both/],
    [
      'data that is no base64',
      structured({ ...attributes, data_base64: 'e30' }),
      'ENVELOPE_INVALID',
      /base64/,
    ],
    ['no data', structured(attributes), 'VALUE_NULL', /no data/],
    ['data that is null', structured({ ...attributes, data: null }), 'SCHEMA_INVALID', /parcelId/],
    [
      'text where JSON is said',
      structured({ ...envelope, data: JSON.stringify(data) }),
      'SCHEMA_INVALID',
      /parcelId/,
    ],
    ['no source', structured({ ...envelope, source: null }), 'ENVELOPE_INVALID', /no attribute source/],
    ['no id of ours', structured({ ...envelope, id: 'one' }), 'ID_INVALID', /^id is "one"/],
    ['another type', structured({ ...envelope, type: 'Lost' }), 'TYPE_UNEXPECTED', /^type is "Lost"/],
    ['no time', structured({ ...envelope, time: 'yesterday' }), 'TIME_INVALID', /^time is "yesterday"/],
    [
      'a long source',
      structured({ ...envelope, source: 'é'.repeat(501) }),
      'HEADER_TOO_LONG',
      /^The attribute source/,
    ],
    [
      'NUL in an attribute',
      structured({ ...envelope, causationid: 'a\0b' }),
      'HEADER_NOT_TEXT',
      /^The attribute causationid/,
    ],
  ])('%s', (_, record, code, detail) => {
    expect(decodeEvent(record, contract)).toEqual({ poison: { code, detail: expect.stringMatching(detail) } })
  })
})

test('what is no CloudEvent in structured mode is left as it is', () => {
  for (const type of ['application/json', 'application/cloudeventsx+json', 'text/plain', '']) {
    const record = structured(envelope, type)
    expect(inBinaryMode(record)).toBe(record)
  }
})

test('out of the dead letters it goes back byte for byte, under an id that the inbox does not have', () => {
  const record = structured(Buffer.from(` ${JSON.stringify(envelope)}\n`))
  const { topic, key, value, headers } = deadLetter(
    record,
    'post',
    { code: 'C', detail: 'd' },
    '2026-01-15T10:30:00Z',
    id,
  )
  const letter = { ...record, topic, key: Buffer.from(key ?? ''), value: value as Buffer, headers }
  const { restored, type, eventId } = readDeadLetter(letter, 'post')
  expect({ type, eventId }).toEqual({ type: 'ParcelSent', eventId: id })
  expect((restored as RestoredMessage).value).toEqual(record.value)
  expect(headersOf(restored as RestoredMessage)).toEqual({
    ...record.headers,
    redrive_count: '1',
    redrive_for: 'post',
    redrive_id: expect.stringMatching(/^(?!019bc1a2-7c3f-7abc-8def-0123456789ab)[0-9a-f-]{36}$/),
  })
})
