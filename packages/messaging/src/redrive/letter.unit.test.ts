import { describe, expect, test } from 'vitest'
import { deadLetter } from '../events/dead-letters.ts'
import type { OutgoingRecord } from '../kafka/port.ts'
import { headersOf, keyOf } from '../outbox/outbox.ts'
import type { KafkaRecord } from '../types/record.ts'
import { headerTexts } from './facts.ts'
import { redriveId } from './headers.ts'
import { type RestoredMessage, readDeadLetter } from './letter.ts'

const id = '019bc1a2-7c3f-7abc-8def-0123456789ab'
const other = '019bc1a2-7c3f-7abc-8def-000000000000'
const message = (headers: KafkaRecord['headers']): KafkaRecord => {
  return {
    topic: 'parcel.sent.v1',
    partition: 2,
    offset: '41',
    key: Buffer.from('k'),
    value: Buffer.from('{}'),
    headers,
    timestamp: '1768473000000',
  }
}

/** A message as the dead letters have it that a service makes of it. */
function fail(
  record: KafkaRecord,
  inboxId: string,
  at = '2026-01-15T10:30:00.000Z',
  offset = '7',
): KafkaRecord {
  const poison = { code: 'C', detail: 'd' }
  const { topic, key, value, headers, raw = null } = deadLetter(record, 'post', poison, at, inboxId)
  return {
    ...record,
    topic,
    offset,
    key: key === null ? null : Buffer.from(key),
    value: value as Buffer,
    headers: onTopic(headersOf({ headers, raw })),
  }
}
/** As a consumer gets them: a header that is there once is no list. */
const onTopic = (headers: OutgoingRecord['headers']): KafkaRecord['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const values = [value].flat()
      return [name, values.length === 1 ? (values[0] ?? null) : values]
    }),
  )
const back = (record: KafkaRecord) => readDeadLetter(record, 'post').restored as RestoredMessage
const idOf = (record: KafkaRecord) => redriveId(back(record).headers)
/** What comes of a restored message on its topic. */
const arrived = (restored: RestoredMessage) => message(headersOf(restored) as KafkaRecord['headers'])

describe('the id under which a message goes back', () => {
  const letter = fail(message({ ce_id: id }), id)

  test('is another one if the inbox took its own, the same from whichever copy of the dead letter', () => {
    expect(idOf(letter)).toMatch(/^[0-9a-f-]{36}$/)
    expect(idOf(letter)).not.toBe(id)
    expect(idOf({ ...letter, offset: '8', partition: 0 })).toBe(idOf(letter))
    expect(idOf(fail(message({ ce_id: other }), other))).not.toBe(idOf(letter))
  })

  test('is the next one if it fails again under that', () => {
    const again = fail(arrived(back(letter)), idOf(letter) as string)
    expect(idOf(again)).not.toBe(idOf(letter))
    expect(back(again).headers).toMatchObject({ redrive_count: '2', redrive_for: 'post', ce_id: id })
  })

  test('is its own if it could not be read, and the one before if it could not be read then', () => {
    expect(idOf(fail(message({ ce_id: id }), other))).toBeUndefined()
    expect(idOf(fail(arrived(back(letter)), other))).toBe(idOf(letter))
  })

  test('is never what somebody else says', () => {
    const forged = message({
      ce_id: id,
      dlq_inbox_id: id,
      redrive_id: 'x',
      redrive_count: '1e9',
      redrive_for: ['a', 'b'],
    })
    const { headers } = back(fail(forged, other))
    expect(headers).toEqual({ ce_id: id, redrive_count: '1', redrive_for: 'post' })
    expect(headersOf(back(fail(forged, other)))).not.toMatchObject({ redrive_for: expect.any(Array) })
  })
})

test('key and headers are restored to the byte', () => {
  const binary = Buffer.from([0xff, 0])
  const spring = Buffer.from([0, 0, 0, 7])
  const theirs = { 'kafka_dlt-original-partition': spring, 'x-original-topic': 'theirs' }
  const headers = {
    ...{ text: 'für', binary, twice: ['a', binary], none: null as never, dlq_topic: 'mine' },
    ...theirs,
  }
  const restored = back(fail({ ...message(headers), key: binary }, other))
  expect(keyOf(restored)).toEqual(binary)
  expect(headersOf(restored)).toMatchObject({
    text: 'für',
    binary: [binary],
    twice: [Buffer.from('a'), binary],
    none: [null],
    dlq_topic: [Buffer.from('mine')],
    'kafka_dlt-original-partition': [spring],
    'x-original-topic': [Buffer.from('theirs')],
  })
})

test('what it says for other tools stays with the dead letter', () => {
  const letter = fail(message({ text: 'mine' }), other)
  expect(letter.headers).toMatchObject({ 'kafka_dlt-original-offset': expect.any(Buffer) })
  expect(headersOf(back(letter))).toEqual({ text: 'mine', redrive_count: '1', redrive_for: 'post' })
})

describe("a dead letter of a release that says nothing for other tools goes back with the message's own such headers", () => {
  /** Such a release: its headers all begin with `dlq_`. */
  const olderOf = (record: KafkaRecord, theirs: KafkaRecord['headers']): KafkaRecord => {
    const isOurs = (name: string) => /^kafka_dlt-|^x-original-topic$/.test(name)
    const { headers, ...rest } = fail(record, other)
    return {
      ...rest,
      headers: {
        ...Object.fromEntries(Object.entries(headers).filter(([name]) => !isOurs(name))),
        ...theirs,
      },
    }
  }

  test.each<[string, Record<string, Buffer>]>([
    ['of another topic', { 'x-original-topic': Buffer.from('theirs') }],
    ['of the topic that it lay on', { 'x-original-topic': Buffer.from('parcel.sent.v1') }],
    [
      'of where it lay before',
      {
        'kafka_dlt-original-topic': Buffer.from('parcel.sent.v1'),
        'kafka_dlt-original-consumer-group': Buffer.from('post'),
        'kafka_dlt-exception-fqcn': Buffer.from('java.lang.IllegalStateException'),
        'x-original-topic': Buffer.from('parcel.sent.v1'),
        'kafka_dlt-original-offset': Buffer.from('0101010101010101', 'hex'),
      },
    ],
  ])('%s', (_, theirs) => {
    const texts = Object.entries(theirs).map(([name, bytes]) => [name, bytes.toString()])
    const letter = olderOf(message({ text: 'mine' }), theirs)
    expect(back(letter).headers).toMatchObject({ text: 'mine', ...Object.fromEntries(texts) })
    const shown = new Map(headerTexts(letter.headers))
    for (const [name, text] of texts) expect(shown.get(name as string)).toBe(text)
  })

  test('for others are only left out of what this release wrote', () => {
    const shown = headerTexts(fail(message({ text: 'mine' }), other).headers)
    expect(shown.map(([name]) => name).filter(name => !name.startsWith('dlq_'))).toEqual(['text'])
  })
})

const sound = fail(message({}), other)
test.each<[string, Partial<KafkaRecord>, string]>([
  ['without our headers', { headers: {} }, 'nothing says where it belongs'],
  [
    'of another service',
    { headers: { ...sound.headers, dlq_service: 'x' } },
    'nothing says where it belongs',
  ],
  [
    'that would go to another topic',
    { headers: { ...sound.headers, dlq_topic: 'x' } },
    'nothing says where it belongs',
  ],
  ['with a header twice', { headers: { ...sound.headers, h: ['1', '2'] } }, 'nothing says where it belongs'],
  [
    'with raw headers that are no JSON',
    { headers: { ...sound.headers, dlq_raw_headers: '{' } },
    'nothing says',
  ],
  ['that is cut', { headers: { ...sound.headers, dlq_truncated_from_bytes: '9' } }, 'only 2 of its 9 bytes'],
  ['that lost headers', { headers: { ...sound.headers, dlq_headers_dropped: '3' } }, '3 of its headers'],
])('a dead letter %s is refused', (_, change, sentence) => {
  expect(readDeadLetter({ ...sound, ...change }, 'post').restored).toEqual({
    refusal: expect.stringContaining(sentence),
  })
})

test.each([100, 2_000_000])(
  'a batch of %i bytes that could not be decoded is refused, and says which it was',
  size => {
    const undecodable = { firstOffset: '38', reason: 'its checksum is wrong' }
    const batch = { ...message({}), key: null, value: Buffer.alloc(size), undecodable }
    expect(readDeadLetter(fail(batch, other), 'post').restored).toEqual({
      refusal: expect.stringMatching(
        /^It is the bytes of a batch \(offsets 38 to 41\) that could not be decoded/,
      ),
    })
  },
)
