import { contracts, instantOf } from '@orderflow/event-contracts'
import { deadLetter, decodeEvent, encodeEvent } from '@orderflow/messaging'
import { messagingContract } from '@orderflow/service-kit'
import { expect, test } from 'vitest'
import { deadLetterHeaders, eventHeaders, type Header } from './headers.ts'
import { sampleOf } from './sample.ts'

const event = contracts.OrderCompleted
const { key, headers: sent, data } = sampleOf(event)
const contract = messagingContract(event.topic)
const record = {
  topic: event.topic,
  partition: 0,
  offset: '7',
  key: Buffer.from(key ?? ''),
  value: Buffer.from(JSON.stringify(data)),
  headers: sent,
  timestamp: '0',
}
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

test('the headers of a dead letter are those that every one has', () => {
  const { headers } = deadLetter(record, 'order', { code: 'C', detail: 'd' }, '2026-01-15T10:30:00Z', 'i')
  const added = Object.keys(headers).filter(name => !(name in sent))
  expect(added).toEqual(names(deadLetterHeaders))
})
