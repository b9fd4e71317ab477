import { describe, expect, test } from 'vitest'
import { positionId } from '../inbox/inbox.ts'
import type { Emission, Input } from '../types/decider.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { Consumed } from './contracts.ts'
import { decodeEvent } from './decode.ts'
import { encodeEvent } from './encode.ts'

const contract: Consumed = {
  type: 'ParcelSent',
  topic: 'parcel.sent.v1',
  dataSchema: 'urn:test:parcel.sent.v1',
  keyOf: data => (data as { parcelId: string }).parcelId,
  validationError: data =>
    typeof (data as { parcelId?: unknown } | null)?.parcelId === 'string'
      ? undefined
      : '/parcelId is missing',
  later: [],
  instantOf: text => (text.endsWith('Z') ? text : undefined),
  upcast: data => data,
}
const id = '019bc1a2-7c3f-7abc-8def-0123456789ab'
const cause: Input = {
  id: '019bc1a2-0000-7000-8000-000000000001',
  type: 'SendParcel',
  data: {},
  at: '2026-01-15T10:30:00.000Z',
  correlationId: 'correlation-1',
  initiator: 'customer',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}
const emission: Emission = {
  type: 'ParcelSent',
  sequence: 3,
  data: { parcelId: 'parcel-1', to: 'Zürich 🚚' },
}
const encode = (from: Input = cause) =>
  encodeEvent(contract, emission, { id, source: '/services/post', cause: from })

/** JSON that nests one level more than so many. */
const nested = (levels: number) => Buffer.from(`${'['.repeat(levels + 1)}${']'.repeat(levels + 1)}`)

/** The message as a consumer gets it: headers are bytes. */
function record(change: Partial<KafkaRecord> = {}, headers: KafkaRecord['headers'] = {}): KafkaRecord {
  const message = encode()
  const bytes = Object.entries(message.headers).map(([name, text]) => [name, Buffer.from(text)])
  return {
    topic: message.topic,
    partition: 2,
    offset: '41',
    key: Buffer.from(message.key ?? ''),
    value: Buffer.from(message.value as string),
    timestamp: '1768473000000',
    ...change,
    headers: { ...Object.fromEntries(bytes), ...headers },
  }
}

test('an event is its data as JSON, with CloudEvents attributes as headers', () => {
  expect(encode()).toEqual({
    topic: 'parcel.sent.v1',
    key: 'parcel-1',
    value: '{"parcelId":"parcel-1","to":"Zürich 🚚"}',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: 'ParcelSent',
      ce_source: '/services/post',
      ce_time: '2026-01-15T10:30:00.000Z',
      ce_dataschema: 'urn:test:parcel.sent.v1',
      ce_correlationid: 'correlation-1',
      ce_causationid: '019bc1a2-0000-7000-8000-000000000001',
      ce_initiator: 'customer',
      ce_sequence: '3',
      ce_traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  })
  const untraced = Object.keys(encode({ ...cause, traceparent: undefined }).headers)
  expect(untraced.filter(name => name.includes('trace'))).toEqual([])
})

test('a trace state goes with the traceparent, under both names', () => {
  const tracestate = 'vendor=opaque,ot=th:8'
  const { headers } = encode({ ...cause, tracestate })
  expect(headers).toMatchObject({ ce_tracestate: tracestate, tracestate })
  expect(decodeEvent(record({}, headers), contract)).toMatchObject({ tracestate })
})

test('what follows refers to the step that created the event, if one is named, and not to the cause', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'
  const context = { id, source: '/post', cause: { ...cause, tracestate: 'a=b' }, trace: { traceparent } }
  const { headers } = encodeEvent(contract, emission, context)
  expect(headers).toMatchObject({ ce_traceparent: traceparent, traceparent })
  expect(headers).not.toHaveProperty('tracestate')
})

test('an event that was encoded is decoded to the same data and trail', () => {
  const { correlationId, initiator, traceparent } = cause
  expect(decodeEvent(record(), contract)).toEqual({
    id,
    type: 'ParcelSent',
    data: emission.data,
    correlationId,
    initiator,
    traceparent,
    event: {
      topic: 'parcel.sent.v1',
      source: '/services/post',
      time: '2026-01-15T10:30:00.000Z',
      sentAt: 1768473000000,
      sequence: 3,
      causationId: '019bc1a2-0000-7000-8000-000000000001',
      traceparent,
    },
  })
})

describe('what no one can read is poison, with the reason', () => {
  const bytes = (...octets: number[]) => Buffer.from(octets)
  test.each<[string, KafkaRecord, string, RegExp]>([
    [
      'no specversion',
      record({}, { ce_specversion: undefined }),
      'HEADER_MISSING',
      /no header ce_specversion\./,
    ],
    ['no id', record({}, { ce_id: undefined }), 'HEADER_MISSING', /no header ce_id\./],
    ['no source', record({}, { ce_source: undefined }), 'HEADER_MISSING', /no header ce_source\./],
    ['no type', record({}, { ce_type: undefined }), 'HEADER_MISSING', /no header ce_type\./],
    [
      'no headers at all',
      { ...record(), headers: {} },
      'HEADER_MISSING',
      /no header ce_specversion, ce_id, ce_source, ce_type\./,
    ],
    ['the id twice', record({}, { ce_id: [id, id] }), 'HEADER_REPEATED', /ce_id occurs more than once/],
    ['an optional one twice', record({}, { ce_initiator: ['a', 'b'] }), 'HEADER_REPEATED', /ce_initiator/],
    [
      'another specversion',
      record({}, { ce_specversion: '0.3' }),
      'SPECVERSION_UNKNOWN',
      /"0\.3", not "1\.0"/,
    ],
    ['an empty id', record({}, { ce_id: '' }), 'ID_INVALID', /ce_id is ""/],
    ['an id in upper case', record({}, { ce_id: id.toUpperCase() }), 'ID_INVALID', /in lower case/],
    ['an id with more behind it', record({}, { ce_id: `${id}\n` }), 'ID_INVALID', /not a UUID/],
    ['a very long id', record({}, { ce_id: 'x'.repeat(5_000) }), 'ID_INVALID', /^ce_id is "x{60}…"/],
    [
      'another type',
      record({}, { ce_type: 'Other' }),
      'TYPE_UNEXPECTED',
      /parcel\.sent\.v1 carries ParcelSent/,
    ],
    [
      'a later version than the topic has',
      record({}, { ce_dataschema: 'urn:test:parcel.sent.v2' }),
      'VERSION_UNEXPECTED',
      /parcel\.sent\.v2"; parcel\.sent\.v1 carries urn:test:parcel\.sent\.v1/,
    ],
    ['a time that is none', record({}, { ce_time: 'noon' }), 'TIME_INVALID', /ce_time is "noon"/],
    [
      'a trail without end',
      record({}, { ce_correlationid: 'c'.repeat(1_001) }),
      'HEADER_TOO_LONG',
      /ce_correlationid/,
    ],
    ['a header of bytes', record({}, { ce_source: bytes(0xff, 0xfe) }), 'HEADER_NOT_UTF8', /ce_source/],
    ['NUL in a trail', record({}, { ce_correlationid: 'a\0b' }), 'HEADER_NOT_TEXT', /ce_correlationid/],
    ['a line break in a source', record({}, { ce_source: '/a\nb' }), 'HEADER_NOT_TEXT', /ce_source/],
    ['C1 in an initiator', record({}, { ce_initiator: 'a\u0085' }), 'HEADER_NOT_TEXT', /ce_initiator/],
    ['a value beyond the limit', record({ value: Buffer.alloc(900_001) }), 'VALUE_TOO_LARGE', /900001 bytes/],
    ['too many levels', record({ value: nested(500) }), 'VALUE_TOO_DEEP', /500 levels/],
    [
      'a number without end',
      record({ value: Buffer.from(`{"a":1.${'1'.repeat(1_000)}}`) }),
      'VALUE_NUMBER_TOO_LONG',
      /1000 digits/,
    ],
    [
      'half of a surrogate pair',
      record({ value: Buffer.from('{"\\ud83d\\ude00\\ud83d":1}') }),
      'VALUE_NOT_UNICODE',
      /surrogate pair/,
    ],
    ['no value', record({ value: null }), 'VALUE_NULL', /no value, which means something on compacted/],
    ['a value that is not UTF-8', record({ value: bytes(0x22, 0xff, 0x22) }), 'VALUE_NOT_UTF8', /not UTF-8/],
    ['a cut-off character', record({ value: bytes(0x22, 0xc3) }), 'VALUE_NOT_UTF8', /not UTF-8/],
    ['an empty value', record({ value: bytes() }), 'VALUE_NOT_JSON', /not JSON/],
    ['a value that is not JSON', record({ value: Buffer.from('{"a":') }), 'VALUE_NOT_JSON', /not JSON/],
    ['JSON null', record({ value: Buffer.from('null') }), 'SCHEMA_INVALID', /^\/parcelId is missing$/],
    ['other data', record({ value: Buffer.from('{"a":1}') }), 'SCHEMA_INVALID', /^\/parcelId is missing$/],
  ])('%s', (_, message, code, detail) => {
    expect(decodeEvent(message, contract)).toEqual({
      poison: { code, detail: expect.stringMatching(detail) },
    })
  })
})

describe('an event of an earlier version', () => {
  const v2 = {
    ...contract,
    topic: 'parcel.sent.v2',
    dataSchema: 'urn:test:parcel.sent.v2',
    validationError: (data: unknown) =>
      (data as { country: string }).country.length === 2 ? undefined : '/country must have 2 characters',
  }
  const v1 = (country: string): Consumed => ({
    ...contract,
    later: [v2],
    upcast: data => ({ ...(data as object), country }),
  })

  test('reaches the decider as the newest that the service knows', () => {
    expect(decodeEvent(record(), v1('AT'))).toMatchObject({
      id,
      type: 'ParcelSent',
      data: { parcelId: 'parcel-1', country: 'AT' },
    })
  })

  test('is held against its own version first', () => {
    expect(decodeEvent(record({ value: Buffer.from('{"a":1}') }), v1('AT'))).toEqual({
      poison: { code: 'SCHEMA_INVALID', detail: '/parcelId is missing' },
    })
  })

  test('is poison when the newest one bounds what it did not, and says as what', () => {
    expect(decodeEvent(record(), v1('Austria'))).toEqual({
      poison: { code: 'UPCAST_INVALID', detail: 'As parcel.sent.v2: /country must have 2 characters' },
    })
  })
})

test('a copy in an older version says of which one it is a copy', () => {
  const copy = encodeEvent(contract, emission, {
    id,
    source: '/post',
    cause,
    copyOf: 'urn:test:parcel.sent.v2',
  })
  expect(copy.headers).toMatchObject({ ce_id: id, ce_copyof: 'urn:test:parcel.sent.v2' })
  expect(encode().headers).not.toHaveProperty('ce_copyof')
})

describe('a record without a value on a compacted topic deletes its key', () => {
  const compacted = { ...contract, compacted: true }

  test.each<[string, KafkaRecord['headers'] | undefined]>([
    ["without a header, as Kafka's own tools write it", {}],
    ['with the headers of an event', undefined],
    ['with headers that no event may have', { ce_id: 'x', ce_specversion: ['1.0', '1.0'] }],
  ])('%s', (_, headers) => {
    const message = { ...record({ value: null }), ...(headers && { headers }) }
    const { event, ...input } = decodeEvent(message, compacted) as Input
    const position = positionId(message)
    expect(input).toMatchObject({ id: position, type: 'ParcelSentTombstone', correlationId: position })
    expect(input.data).toEqual({ key: 'parcel-1' })
    expect(event).toMatchObject({ topic: 'parcel.sent.v1', sentAt: 1768473000000 })
  })

  test.each([
    ['no key', null],
    ['a key that is no UTF-8', Buffer.from([0xff])],
  ])('with %s it is poison', (_, key) => {
    expect(decodeEvent(record({ value: null, key }), compacted)).toMatchObject({
      poison: { code: 'VALUE_NULL', detail: expect.stringContaining('no key that is UTF-8') },
    })
  })

  test('an empty value is none', () => {
    expect(decodeEvent(record({ value: Buffer.alloc(0) }), compacted)).toMatchObject({
      poison: { code: 'VALUE_NOT_JSON' },
    })
  })
})

test('brackets in texts are no levels, and 500 levels are read', () => {
  const text = `\\"${'['.repeat(1_000)}\\\\`
  const value = Buffer.from(`{"parcelId":"${text}","note":${nested(498)}}`)
  expect(decodeEvent(record({ value }), contract)).toMatchObject({ type: 'ParcelSent' })
})

test('a time of sending that is none is 1970', () => {
  const message = record({ timestamp: '9223372036854775807' }, { ce_time: undefined })
  expect(decodeEvent(message, contract)).toMatchObject({ event: { time: '1970-01-01T00:00:00.000Z' } })
})

describe('what is missing or odd but does no harm is made up for', () => {
  test.each<[string, KafkaRecord['headers'], object]>([
    ['no correlation id: the event starts the chain', { ce_correlationid: undefined }, { correlationId: id }],
    ['no initiator', { ce_initiator: undefined }, { initiator: 'unknown' }],
    [
      'no CloudEvents traceparent: the plain one counts',
      { ce_traceparent: undefined },
      { traceparent: cause.traceparent },
    ],
    [
      'an invalid traceparent: the other one counts',
      { ce_traceparent: '00-xyz-01' },
      { traceparent: cause.traceparent },
    ],
    [
      'a traceparent twice: the other one counts',
      { ce_traceparent: ['a', 'b'] },
      { traceparent: cause.traceparent },
    ],
    ['headers as text', { ce_id: id, ce_type: 'ParcelSent' }, { id, type: 'ParcelSent' }],
    ['headers of others', { 'x-else': ['a', 'b'] }, { id }],
    ['the schema under another address', { ce_dataschema: 'https://x.org/parcel/sent.v1.json' }, { id }],
    ['no schema named', { ce_dataschema: undefined }, { id }],
    ['no time: that of sending', { ce_time: undefined }, { id, event: { time: '2026-01-15T10:30:00.000Z' } }],
    ['no sequence', { ce_sequence: undefined }, { event: { sequence: undefined } }],
    ['a sequence that is no number is dropped', { ce_sequence: '3.5' }, { event: { sequence: undefined } }],
    ['no cause', { ce_causationid: undefined }, { event: { causationId: undefined } }],
  ])('%s', (_, headers, expected) => {
    expect(decodeEvent(record({}, headers), contract)).toMatchObject(expected)
  })

  test('a trace of a later version, whose state came in two headers', () => {
    const { traceparent = '' } = cause
    const headers = {
      ce_traceparent: undefined,
      ce_tracestate: undefined,
      traceparent: `01${traceparent.slice(2)}-more`,
      tracestate: [Buffer.from('a=b'), Buffer.from('c=d, a=e')],
    }
    expect(decodeEvent(record({}, headers), contract)).toMatchObject({ traceparent, tracestate: 'a=b,c=d' })
  })

  test.each([undefined, '00-xyz-01', `${cause.traceparent}; DROP TABLE`])('no trace in %s', header => {
    const headers = { ce_traceparent: header, traceparent: header, tracestate: 'a=b' }
    const decoded = decodeEvent(record({}, headers), contract)
    expect(decoded).not.toHaveProperty('traceparent')
    expect(decoded).not.toHaveProperty('tracestate')
  })
})
