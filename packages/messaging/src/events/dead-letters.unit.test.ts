import { describe, expect, test } from 'vitest'
import { assertSendable, headersOf, maxMessageBytes } from '../outbox/outbox.ts'
import type { KafkaRecord } from '../types/record.ts'
import { deadLetter, deadLetterTopic } from './dead-letters.ts'

const at = '2026-01-15T10:30:00.000Z'
const poison = { code: 'SCHEMA_INVALID', detail: '/parcelId is missing' }
const inboxId = '019bc1a2-7c3f-7abc-8def-0123456789ab'
const record = (change: Partial<KafkaRecord> = {}): KafkaRecord => {
  return {
    topic: 'parcel.sent.v1',
    partition: 2,
    offset: '41',
    key: Buffer.from('parcel-1'),
    value: Buffer.from('{"a":1}'),
    headers: {},
    timestamp: '1768473000000',
    ...change,
  }
}
const letter = (change: Partial<KafkaRecord>, detail = poison.detail) =>
  deadLetter(record(change), 'post', { ...poison, detail }, at, inboxId)

test('keeps value, key and headers, and says where it lay and why it is here', () => {
  const headers = { ce_id: Buffer.from('no-uuid'), note: 'für später' }
  expect(letter({ headers })).toEqual({
    topic: 'parcel.sent.v1.post.dlq',
    key: 'parcel-1',
    value: Buffer.from('{"a":1}'),
    headers: {
      ce_id: 'no-uuid',
      note: 'für später',
      dlq_reason: 'SCHEMA_INVALID',
      dlq_detail: '/parcelId is missing',
      dlq_service: 'post',
      dlq_topic: 'parcel.sent.v1',
      dlq_partition: '2',
      dlq_offset: '41',
      dlq_time: at,
      dlq_inbox_id: inboxId,
      'kafka_dlt-exception-fqcn': 'SCHEMA_INVALID',
      'kafka_dlt-exception-message': '/parcelId is missing',
      'kafka_dlt-original-topic': 'parcel.sent.v1',
      'kafka_dlt-original-consumer-group': 'post',
      'x-original-topic': 'parcel.sent.v1',
    },
    raw: { headers: expect.any(Object) },
  })
  expect(deadLetterTopic('parcel.sent.v1', 'post')).toBe('parcel.sent.v1.post.dlq')
})

test('says where it lay in numbers as Java has them', () => {
  const far = letter({ partition: 258, offset: '9223372036854775807', timestamp: '1768473000000' })
  expect(headersOf({ ...far, raw: far.raw ?? null })).toMatchObject({
    'kafka_dlt-original-partition': [Buffer.from([0, 0, 1, 2])],
    'kafka_dlt-original-offset': [Buffer.from('7fffffffffffffff', 'hex')],
    'kafka_dlt-original-timestamp': [Buffer.from('0000019bc1347840', 'hex')],
  })
})

test.each<[string, Partial<KafkaRecord>, object]>([
  ['no key', { key: null }, { key: null }],
  ['an empty key', { key: Buffer.alloc(0) }, { key: '' }],
  ['no value', { value: null }, { value: null }],
  ['a value that is not text', { value: Buffer.from([0, 255, 1]) }, { value: Buffer.from([0, 255, 1]) }],
])('keeps %s', (_, change, expected) => {
  expect(letter(change)).toMatchObject(expected)
})

describe('headers that are not text, or repeat, are kept as base64', () => {
  const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64')
  const binary = Buffer.from([0xff, 0xfe])
  test.each<[string, KafkaRecord['headers'], object]>([
    ['not text', { h: binary }, { h: [base64(binary)] }],
    ['with a NUL', { h: 'a\0b' }, { h: [base64('a\0b')] }],
    ['with our own prefix', { dlq_reason: 'MINE' }, { dlq_reason: [base64('MINE')] }],
    [
      'with the name of one for other tools',
      { 'kafka_dlt-original-topic': 'theirs' },
      { 'kafka_dlt-original-topic': [base64('theirs')] },
    ],
    ['without a value', { h: null as never }, { h: [null] }],
    [
      'called __proto__',
      JSON.parse('{"__proto__": ["x", "y"]}'),
      JSON.parse(`{"__proto__": ["${base64('x')}", "${base64('y')}"]}`),
    ],
    ['twice', { h: ['one', Buffer.from('two')] }, { h: [base64('one'), base64('two')] }],
    [
      'both, beside one that is text',
      { a: binary, b: ['x', 'y'], c: 'text' },
      {
        a: [base64(binary)],
        b: [base64('x'), base64('y')],
      },
    ],
  ])('%s', (_, headers, raw) => {
    const { headers: kept } = letter({ headers })
    expect(JSON.parse(kept.dlq_raw_headers as string)).toEqual(raw)
    expect(kept).not.toHaveProperty('h')
    expect(kept.c).toBe(headers.c)
  })

  test('a header that occurs once is text, however it arrives; one without value is left out', () => {
    const { headers } = letter({ headers: { once: ['text'], none: undefined } })
    expect(headers).toMatchObject({ once: 'text' })
    expect(headers).not.toHaveProperty('none')
    expect(headers).not.toHaveProperty('dlq_raw_headers')
  })
})

describe('a message near the limit of the broker', () => {
  test.each([maxMessageBytes - 910, maxMessageBytes - 850, maxMessageBytes, maxMessageBytes + 200_000])(
    'a value of %i bytes is cut only if it has to be, and then says so',
    size => {
      const value = Buffer.alloc(size, 'x')
      const message = letter({ value, headers: { note: 'n'.repeat(100) } })
      expect(() => assertSendable(message)).not.toThrow()
      const kept = message.value as Buffer
      expect(kept.equals(value.subarray(0, kept.length))).toBe(true)
      const cut = kept.length < size
      expect(cut).toBe(message.headers.dlq_truncated_from_bytes !== undefined)
      if (cut) expect(message.headers.dlq_truncated_from_bytes).toBe(String(size))
      expect(kept.length).toBeGreaterThan(Math.min(size, maxMessageBytes) - 1_000)
    },
  )

  test('what is said for other tools takes none of the room for headers', () => {
    const detail = '€'.repeat(2_000)
    const { headers } = letter({ headers: { note: 'n'.repeat(93_000) } }, detail)
    expect(headers).not.toHaveProperty('dlq_headers_dropped')
    expect(headers['kafka_dlt-exception-message']).toBe(detail)
    const hostile = letter({ headers: { note: 'n'.repeat(101_000) } }, detail)
    expect(hostile.headers).toMatchObject({
      dlq_headers_dropped: '2',
      'x-original-topic': 'parcel.sent.v1',
    })
    expect(() => assertSendable(hostile)).not.toThrow()
  })

  test('an endless reason is cut', () => {
    expect(letter({}, 'x'.repeat(100_000)).headers.dlq_detail).toHaveLength(2_000)
  })
})
