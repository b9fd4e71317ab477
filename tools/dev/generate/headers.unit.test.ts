import { contracts, eventContract, instantOf } from '@orderflow/events'
import { deadLetter, decodeEvent, encodeEvent } from '@orderflow/messaging/events'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { deadLetterHeaders, eventHeaders, type Header, headersSchema } from './headers.ts'
import { sampleOf } from './sample.ts'

const event = contracts.OrderCompleted
const { key, headers: sent, data } = sampleOf(event)
const contract = eventContract(event.topic)
const record = {
  topic: event.topic,
  partition: 0,
  offset: '7',
  key: Buffer.from(key ?? ''),
  value: Buffer.from(JSON.stringify(data)),
  headers: sent,
  timestamp: '0',
}
/** As a broker gives them out: their bounds are in bytes. */
const asOnTopic = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]))
const names = (headers: readonly Header[]) => headers.map(({ name }) => name)

test('the headers that are described are those that an event can have, in their order', () => {
  const trace = { traceparent: 't', tracestate: 's' }
  const cause = { id: 'c', type: 'T', data, at: '', correlationId: 'c', initiator: 'i', ...trace }
  const all = encodeEvent(
    contract,
    { type: event.type, data, sequence: 1 },
    { id: 'i', source: '/', cause, copyOf: 'urn:orderflow:order.completed.v2' },
  )
  expect(Object.keys(all.headers)).toEqual(names(eventHeaders))
})

test('always sent are those that are there without a trace and without an older version', () => {
  const cause = { id: 'c', type: 'T', data, at: '', correlationId: 'c', initiator: 'i' }
  const least = encodeEvent(
    contract,
    { type: event.type, data, sequence: 1 },
    { id: 'i', source: '/', cause },
  )
  expect(Object.keys(least.headers)).toEqual(names(eventHeaders.filter(header => header.sent === 'always')))
})

test.each(eventHeaders)('an event without $name is refused: $required', ({ name, required }) => {
  const { [name]: _, ...headers } = sent
  const decoded = decodeEvent(
    { ...record, headers },
    { ...contract, later: [], instantOf, upcast: value => value },
  )
  expect('poison' in decoded).toBe(required)
})

describe('who follows the schema of the headers', () => {
  const ajv = new Ajv({ allErrors: true, strict: true })
  addFormats.default(ajv, ['date-time', 'uri-reference'])
  const follows = ajv.compile(headersSchema(eventHeaders))
  const needed = Object.fromEntries(
    eventHeaders.filter(({ required }) => required).map(({ name }) => [name, sent[name] as string]),
  )
  const verdicts = (headers: Record<string, string>) => {
    const decoded = decodeEvent(
      { ...record, headers: asOnTopic(headers) },
      { ...contract, later: [], instantOf, upcast: value => value },
    )
    return { follows: follows(headers), taken: !('poison' in decoded) }
  }

  test.each<[string, Record<string, string>]>([
    ['the services', sent],
    ['who sends what is needed and no more', needed],
    [
      'an SDK of CloudEvents',
      { ...needed, 'content-type': 'application/json', ce_time: '2026-01-15T10:30:00Z' },
    ],
    ['who leaves a space', { ...needed, 'content-type': 'application/json ;charset=UTF-8' }],
    ['who has a type of JSON of its own', { ...needed, 'content-type': 'application/vnd.shop.order+json' }],
    ['who is in another zone', { ...needed, ce_time: '2016-12-31T23:59:59-00:00' }],
    [
      'who traces by a later version',
      { ...needed, traceparent: `01-${'a'.repeat(32)}-${'b'.repeat(16)}-01-x` },
    ],
    [
      'whose ids are as long as may be, of characters of four bytes',
      { ...needed, ce_correlationid: '🚚'.repeat(250), ce_causationid: '🚚'.repeat(250) },
    ],
  ])('%s, is taken', (_, headers) => {
    expect(verdicts(headers)).toEqual({ follows: true, taken: true })
  })

  test.each<[string, Record<string, string>]>([
    ['an id in capitals', { ce_id: (sent.ce_id ?? '').toUpperCase() }],
    ['a leap second', { ce_time: '2016-12-31T23:59:60Z' }],
    ['a time that is none', { ce_time: '2026-01-15 10:30:00' }],
    ['a time beyond the bounds', { ce_time: '9999-01-01T00:00:00Z' }],
    ['a correlation id without end', { ce_correlationid: 'c'.repeat(1001) }],
    ['a cause of more bytes than characters', { ce_causationid: 'é'.repeat(501) }],
    ['a correlation id with a line break', { ce_correlationid: 'c\n1' }],
    ['another version of CloudEvents', { ce_specversion: '0.3' }],
  ])('%s, is neither', (_, headers) => {
    expect(verdicts({ ...needed, ...headers })).toEqual({ follows: false, taken: false })
  })
})

test('the headers of a dead letter are those that every one has', () => {
  const letter = deadLetter(record, 'order', { code: 'C', detail: 'd' }, '2026-01-15T10:30:00Z', 'i')
  const added = Object.keys({ ...letter.headers, ...letter.raw?.headers }).filter(name => !(name in sent))
  expect(added).toEqual(names(deadLetterHeaders))
})
