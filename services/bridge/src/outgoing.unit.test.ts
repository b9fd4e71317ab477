import { goldenEvent } from '@orderflow/events/golden'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { describe, expect, test } from 'vitest'
import { readOutgoing } from './outgoing.ts'

const golden = goldenEvent('order.created.v2')
const { 'content-type': contentType, ...ofEvent } = golden.headers
const named: Record<string, string> = Object.fromEntries(
  Object.entries(ofEvent).map(([name, text]) => [name.slice(3), text]),
)
const value = Buffer.from(golden.value)

type Headers = KafkaRecord['headers']
const record = (headers: Headers = {}, changes: Partial<KafkaRecord> = {}): KafkaRecord => ({
  ...{ topic: golden.topic, partition: 3, offset: '7', timestamp: '1768473000000' },
  ...{ key: Buffer.from(golden.key), value },
  headers: { ...asKafkaHasThem(golden.headers), ...headers },
  ...changes,
})
const asKafkaHasThem = (headers: Readonly<Record<string, string>>): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]))
const structured = (text: string): KafkaRecord => ({
  ...record(),
  headers: { 'content-type': 'application/cloudevents+json' },
  value: Buffer.from(text),
})

const event = {
  ...{ id: named.id, type: 'OrderCreated', domain: 'order', name: 'order.created', key: golden.key },
  ...{ attributes: { ...named, partitionkey: golden.key }, contentType, value },
}
const traceparent = '00-11111111111111111111111111111111-2222222222222222-01'
const without = (name: string) => {
  const { [name]: _, ...others } = event.attributes as Record<string, string>
  return others
}
const withoutTrace = without('traceparent')

describe('a record is sent as the event that it is', () => {
  test.each<[string, KafkaRecord, object]>([
    ['all of it', record(), {}],
    ['sent back for the bridge', record({ redrive_for: 'bridge', redrive_count: '1' }), {}],
    ['sent back for nobody in particular', record({ redrive_for: null }), {}],
    ['sent back, so it says, for two', record({ redrive_for: ['order', 'payment'] }), {}],
    ['without a time', record({ ce_time: null }), { attributes: without('time') }],
    ['its version said by the topic alone', record({ ce_dataschema: undefined }), {}],
    [
      'with an extension that has the name of what every object has',
      record({ ce_constructor: 'Ada' }),
      { attributes: { ...event.attributes, constructor: 'Ada' } },
    ],
    [
      'with a time in another zone, as it came',
      record({ ce_time: '2026-01-15T11:30:00+01:00' }),
      { attributes: { ...event.attributes, time: '2026-01-15T11:30:00+01:00' } },
    ],
    [
      'with an extension',
      record({ ce_subject: 'größe' }),
      { attributes: { ...event.attributes, subject: 'größe' } },
    ],
    [
      'with what is named like no attribute',
      record({ ce___proto__: 'x', ce_: 'x', ce_Data: 'x', ce_data: 'x', ce_datacontenttype: 'x' }),
      {},
    ],
    [
      'with the trace in plain headers',
      record({ ce_traceparent: undefined, traceparent, tracestate: 'a=1' }),
      { attributes: { ...withoutTrace, traceparent, tracestate: 'a=1' } },
    ],
    [
      'with a plain trace that is none',
      record({ ce_traceparent: undefined, traceparent: [traceparent, traceparent] }),
      { attributes: withoutTrace },
    ],
    ['without a key', record({}, { key: null }), { key: null, attributes: without('partitionkey') }],
    ['without a content type', record({ 'content-type': undefined }), { contentType: 'application/json' }],
    [
      'whatever its value is',
      record({}, { value: Buffer.from([0xff, 0]) }),
      { value: Buffer.from([0xff, 0]) },
    ],
    [
      'in structured mode, its data to the byte',
      structured(JSON.stringify({ ...named, data: 0 }).replace(':0}', ': {"n" :9007199254740993, "m":1.0}}')),
      { contentType: 'application/json', value: Buffer.from('{"n" :9007199254740993, "m":1.0}') },
    ],
    [
      'in structured mode, as text',
      structured(JSON.stringify({ ...named, datacontenttype: 'text/x-json', data: golden.value })),
      { contentType: 'text/x-json' },
    ],
    [
      'in structured mode, in base64',
      structured(JSON.stringify({ ...named, data_base64: value.toString('base64') })),
      { contentType: 'application/json' },
    ],
  ])('%s', (_, given, changes) => {
    expect(readOutgoing(given)).toEqual({ event: { ...event, ...changes } })
  })

  test('an older version says which one it is', () => {
    const old = goldenEvent('order.created.v1')
    const read = readOutgoing(
      record(asKafkaHasThem({ ...old.headers, ce_dataschema: '' }), { topic: old.topic }),
    )
    expect(read).toMatchObject({ poison: { code: 'VERSION_UNEXPECTED' } })
    const { ce_dataschema: __, ...others } = old.headers
    const given = { ...record(), topic: old.topic, headers: others }
    expect(readOutgoing(given)).toMatchObject({
      event: { name: 'order.created', attributes: { dataschema: old.headers.ce_dataschema } },
    })
  })
})

test.each<[string, KafkaRecord]>([
  [
    'a copy in an older version',
    record(
      { ce_copyof: 'urn:orderflow:order.created.v2', ce_dataschema: 'urn:orderflow:order.created.v1' },
      {
        topic: 'order.created.v1',
      },
    ),
  ],
  [
    'such a copy in structured mode',
    {
      ...structured(
        JSON.stringify({
          ...named,
          dataschema: 'urn:orderflow:order.created.v1',
          copyof: 'urn:orderflow:order.created.v2',
          data: {},
        }),
      ),
      topic: 'order.created.v1',
    },
  ],
  ['a deletion', record({}, { topic: 'inventory.adjusted.v1', value: null, headers: {} })],
  ['what was sent back for another', record({ redrive_for: 'payment' })],
])('left out is %s', (_, given) => {
  expect(readOutgoing(given)).toBe('left-out')
})

test.each<[string, KafkaRecord, code: string, detail: RegExp]>([
  [
    'a batch that cannot be decoded',
    record({}, { undecodable: { firstOffset: '1', reason: 'no such codec' } }),
    'BATCH_UNDECODABLE',
    /no such codec/,
  ],
  ['another topic', record({}, { topic: 'other' }), 'TOPIC_UNKNOWN', /other/],
  ['no id', record({ ce_id: undefined }), 'HEADER_MISSING', /ce_id/],
  ['no id and no source', record({ ce_id: null, ce_source: null }), 'HEADER_MISSING', /ce_id, ce_source/],
  ['an id that is none', record({ ce_id: 'one' }), 'ID_INVALID', /"one"/],
  ['two ids', record({ ce_id: ['a', 'b'] }), 'HEADER_REPEATED', /ce_id/],
  ['two subjects', record({ ce_subject: ['a', 'b'] }), 'HEADER_REPEATED', /ce_subject/],
  ['a subject of bytes', record({ ce_subject: Buffer.from([0xff]) }), 'HEADER_NOT_UTF8', /ce_subject/],
  ['a key of bytes', record({}, { key: Buffer.from([0xff]) }), 'KEY_NOT_UTF8', /key/],
  ['another type', record({ ce_type: 'StockLow' }), 'TYPE_UNEXPECTED', /OrderCreated/],
  ['another version', record({ ce_dataschema: 'urn:x.v1' }), 'VERSION_UNEXPECTED', /v2/],
  ['no time', record({ ce_time: 'today' }), 'TIME_INVALID', /today/],
  ['no value', record({}, { value: null }), 'VALUE_NULL', /no value/],
  ['structured, no JSON', structured('{'), 'VALUE_NOT_JSON', /JSON/],
  ['structured, no data', structured(JSON.stringify(named)), 'VALUE_NULL', /no data/],
])('not sent, with the reason: %s', (_, given, code, detail) => {
  expect(readOutgoing(given)).toEqual({ poison: { code, detail: expect.stringMatching(detail) } })
})
