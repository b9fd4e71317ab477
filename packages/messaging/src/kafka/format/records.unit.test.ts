import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { nextTurn } from '../../timing/turns.ts'
import { type BatchContext, decodeRecords } from './decode-records.ts'
import { encodeRecord, type RecordToEncode } from './records.ts'

// Another instance of kafkajs' own modules than the one that is mended: what it says is right.
const require = createRequire(import.meta.url)
interface Source {
  readonly buffer: Buffer
  readonly offset: number
}
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
  'a timestamp years after its batch': { timestampDelta: 90_000_000_000, key: 'k', value: 'v' },
  'a timestamp years before its batch': { timestampDelta: -90_000_000_000, key: 'k', value: 'v' },
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
  lastOffsetDelta: 0,
  producerId: '-1',
  inTransaction: false,
  isControlBatch: false,
}
const decode = async (record: RecordToEncode, change: Partial<BatchContext> = {}) => {
  const { buffer } = encodeRecord(record)
  return (await decodeRecords(buffer, 1, { ...context, ...change }))[0]
}
const sourceOf = (record: RecordToEncode) =>
  new theirs.Decoder(new theirs.Decoder(encodeRecord(record).buffer).readVarIntBytes())

/** Texts are bytes there, and ASCII is text here. */
const asBytes = (headers: Record<string, unknown>) =>
  Object.entries(headers).map(([name, value]) => [
    name,
    [value].flat().map(one => Buffer.from(one as string | Buffer).toString('hex')),
  ])

test.each(cases)('%s is decoded as kafkajs does it', async (_, record) => {
  const own = await decode(record)
  const { headers, ...expected } = theirs.decode(sourceOf(record), context)
  expect(own).toMatchObject(expected)
  expect(asBytes(own?.headers ?? {})).toEqual(asBytes(headers))
})

test('ASCII headers arrive as text, others as bytes', async () => {
  const headers = { plain: 'abc', accent: 'é' }
  expect((await decode({ key: 'k', value: 'v', headers }))?.headers).toEqual({
    plain: 'abc',
    accent: Buffer.from('é'),
  })
})

test('a header without a value stays one, also beside values, and years apart from its batch', async () => {
  const headers = { none: null, some: ['a', null, Buffer.from([0xff])] }
  const timestampDelta = 90_000_000_000
  expect((await decode({ key: 'k', value: 'v', headers, timestampDelta }))?.headers).toEqual(headers)
})

test('where the broker sets the time, the batch tells it', async () => {
  const record = { timestampDelta: 5, key: 'k', value: 'v' }
  expect((await decode(record, { timestampType: 1 }))?.timestamp).toBe('1790000009999')
})

test('a header may be named like a method of objects, which confuses kafkajs', async () => {
  const headers = { constructor: 'c', hasOwnProperty: 'h' }
  expect((await decode({ key: 'k', value: 'v', headers }))?.headers).toEqual(headers)
})

test('a header cannot set the prototype', async () => {
  const headers = JSON.parse('{"__proto__":"x"}')
  const decoded = (await decode({ key: 'k', value: 'v', headers }))?.headers ?? {}
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
  expect(Object.entries(decoded)).toEqual([['__proto__', 'x']])
})

test('a header may occur ten thousand times, and a record with more is none', async () => {
  const times = (n: number) => ({ key: 'k', value: 'v', headers: { same: Array<string>(n).fill('x') } })
  expect((await decode(times(10_000)))?.headers.same).toHaveLength(10_000)
  await expect(decode(times(10_001))).rejects.toThrow('a record has 10001 headers, more than 10000')
})

test('numbers beyond 2^53 are exact', async () => {
  const record = { offsetDelta: 5, timestampDelta: -5, key: 'k', value: 'v' }
  const beyond = { firstOffset: '9007199254740990', firstTimestamp: '-9223372036854775800' }
  expect(await decode(record, beyond)).toMatchObject({
    offset: '9007199254740995',
    timestamp: '-9223372036854775805',
  })
})

test('bytes that are no record are refused, wherever they are cut or altered', async () => {
  const { buffer } = encodeRecord({ key: 'k', value: 'v', headers: { name: 'value' } })
  for (let length = 0; length < buffer.length; length++) {
    await expect(decodeRecords(buffer.subarray(0, length), 1, context)).rejects.toThrow(RangeError)
  }
  // The lengths of the record, of its parts and of its headers.
  for (const at of [0, 4, 6, 8, 9, 14]) {
    const altered = Buffer.from(buffer)
    altered[at] = 0x7e
    await expect(decodeRecords(altered, 1, context), `at ${at}`).rejects.toThrow(RangeError)
  }
})

test('others have their turn between many records when the time is over', async () => {
  const happened: string[] = []
  setImmediate(() => happened.push('others'))
  nextTurn()
  for (const until = performance.now() + 11; performance.now() < until; );
  const { buffer } = encodeRecord({ key: null, value: null })
  expect(await decodeRecords(Buffer.concat(Array(1_000).fill(buffer)), 1_000, context)).toHaveLength(1_000)
  expect(happened).toEqual(['others'])
})

test('records beside each other share the strings of their headers, and each has its own where they differ', async () => {
  const all: Record<string, string | Buffer | null>[] = [
    { name: 'same', id: 'one', none: null },
    { name: 'same', id: 'two', none: 'some' },
    { name: 'sam', longer: 'two', none: Buffer.from([0xff]) },
    { name: 'same' },
    { id: 'two', name: 'same', none: null },
    {},
    { name: 'same' },
    { name: 'sane', id: 'tw' },
  ]
  const records = all.map((headers, offsetDelta) =>
    encodeRecord({ offsetDelta, key: 'k', value: 'v', headers }),
  )
  const decoded = await decodeRecords(Buffer.concat(records.map(({ buffer }) => buffer)), all.length, context)
  expect(decoded.map(({ headers }) => headers)).toEqual(all)
})
