import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { type BatchContext, decodeRecord, encodeRecord, type RecordToEncode, type Source } from './records.ts'

// Another instance of kafkajs' own modules than the one that is mended: what it says is right.
const require = createRequire(import.meta.url)
const theirs = {
  encode: require('kafkajs/src/protocol/recordBatch/record/v0') as (record: RecordToEncode) => {
    buffer: Buffer
  },
  decode: require('kafkajs/src/protocol/recordBatch/record/v0/decoder') as (
    source: Source,
    context: BatchContext,
  ) => { headers: Record<string, unknown>; batchContext: BatchContext },
  Decoder: require('kafkajs/src/protocol/decoder') as new (
    buffer: Buffer,
  ) => Source & { readVarIntBytes(): Buffer },
}

const long = 'ä'.repeat(70)
const samples: Record<string, RecordToEncode> = {
  'an event': {
    offsetDelta: 3,
    timestampDelta: 0,
    key: 'order-1',
    value: Buffer.from('{"orderId":"order-1"}'),
    headers: { ce_id: '0190-1', ce_type: 'OrderCreated', 'content-type': 'application/json' },
  },
  'nothing at all': { key: null, value: null },
  'no key, empty value, no headers': { key: null, value: Buffer.alloc(0), headers: {} },
  'large deltas': { offsetDelta: 70_000, timestampDelta: 1_000_000_000, key: 'k', value: 'v' },
  'a timestamp before its batch': { timestampDelta: -90_000, key: 'k', value: 'v' },
  'text beyond ASCII': { key: 'schlüssel', value: '€', headers: { größe: long } },
  'sizes of two and three bytes': { key: 'k'.repeat(200), value: Buffer.alloc(20_000, 7) },
  'a header that occurs twice, and bytes': {
    key: 'k',
    value: 'v',
    headers: { twice: ['a', Buffer.from([0xff, 0xfe])], raw: Buffer.from([0, 1, 0x80]) },
  },
}
const cases = Object.entries(samples)

test.each(cases)('%s is encoded byte for byte as kafkajs does it', (_, record) => {
  expect(encodeRecord(record).buffer.toString('hex')).toBe(theirs.encode(record).buffer.toString('hex'))
})

const context: BatchContext = {
  firstOffset: '41',
  firstTimestamp: '1790000000000',
  maxTimestamp: '1790000009999',
  timestampType: 0,
  magicByte: 2,
}
const sourceOf = (record: RecordToEncode) =>
  new theirs.Decoder(new theirs.Decoder(encodeRecord(record).buffer).readVarIntBytes())

/** Texts are bytes there, and ASCII is text here. */
const asBytes = (headers: Record<string, unknown>) =>
  Object.entries(headers).map(([name, value]) => [
    name,
    [value].flat().map(one => Buffer.from(one as string | Buffer).toString('hex')),
  ])

test.each(cases)('%s is decoded as kafkajs does it', (_, record) => {
  const own = decodeRecord(sourceOf(record), context)
  const { headers, ...expected } = theirs.decode(sourceOf(record), context)
  expect(own).toMatchObject(expected)
  expect(asBytes(own?.headers ?? {})).toEqual(asBytes(headers))
})

test('ASCII headers arrive as text, others as bytes', () => {
  const headers = { plain: 'abc', accent: 'é' }
  expect(decodeRecord(sourceOf({ key: 'k', value: 'v', headers }), context)?.headers).toEqual({
    plain: 'abc',
    accent: Buffer.from('é'),
  })
})

test('where the broker sets the time, the batch tells it', () => {
  const source = sourceOf({ timestampDelta: 5, key: 'k', value: 'v' })
  expect(decodeRecord(source, { ...context, timestampType: 1 })?.timestamp).toBe('1790000009999')
})

test('a header may be named like a method of objects, which confuses kafkajs', () => {
  const headers = { constructor: 'c', hasOwnProperty: 'h' }
  expect(decodeRecord(sourceOf({ key: 'k', value: 'v', headers }), context)?.headers).toEqual(headers)
})

test('a header cannot set the prototype', () => {
  const headers = JSON.parse('{"__proto__":"x"}')
  const decoded = decodeRecord(sourceOf({ key: 'k', value: 'v', headers }), context)?.headers ?? {}
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
  expect(Object.entries(decoded)).toEqual([['__proto__', 'x']])
})

test('numbers beyond 2^53 are left to a decoder that counts in BigInt', () => {
  const source = sourceOf({ offsetDelta: 5, key: 'k', value: 'v' })
  expect(decodeRecord(source, { ...context, firstOffset: '9007199254740990' })).toBeUndefined()
})

test('a record that is cut short ends, without a loop', () => {
  const { buffer } = encodeRecord({ key: 'k', value: 'v', headers: { name: 'value' } })
  expect(() => decodeRecord({ buffer: buffer.subarray(1, 6), offset: 0 }, context)).not.toThrow()
})
