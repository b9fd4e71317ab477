import { Parser } from '@asyncapi/parser'
import { expect, test } from 'vitest'
import { defineEvents } from '../define/events.ts'
import { asyncApi } from './document.ts'

const text = { type: 'string' } as const
const schema = {
  description: 'A guest asks for a night.',
  type: 'object',
  required: ['id'],
  properties: { id: text },
  examples: [{ id: '1' }],
} as const
const modern = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['id'],
  properties: { id: text, default: { $ref: '#/$defs/point' } },
  $defs: { point: { type: 'array', prefixItems: [text] } },
} as const

const events = defineEvents('hotel', {
  BookingRequested: {
    topic: 'booking.requested.v2',
    key: 'id',
    schema,
    older: [{ topic: 'booking.requested.v1', schema, upcast: (data: { id: string }) => data }],
  },
  RoomAssigned: { topic: 'room.assigned.v1', key: 'id', schema: modern, compacted: true },
})
const document = asyncApi(events, { title: 'Hotel', version: '2.0.0', topics: { partitions: 3 } })

test('the official parser has nothing to object to', async () => {
  const { document: parsed, diagnostics } = await new Parser().parse(JSON.stringify(document))
  // Tools know 3.0, fewer 3.1.
  const objections = diagnostics.filter(({ message }) => !message.startsWith('The latest version'))
  expect(objections.map(({ message, path }) => ({ message, path }))).toEqual([])
  expect(parsed?.version()).toBe('3.0.0')
}, 60_000)

test('every version of every event has its channel and message', () => {
  expect(Object.keys(document.channels)).toEqual([
    'booking.requested.v2',
    'booking.requested.v1',
    'room.assigned.v1',
  ])
  expect(document.channels['room.assigned.v1']).toMatchObject({
    messages: { RoomAssignedV1: { $ref: '#/components/messages/RoomAssignedV1' } },
    bindings: { kafka: { partitions: 3, topicConfiguration: { 'cleanup.policy': ['compact'] } } },
  })
  expect(document.components.messages.BookingRequestedV2).toMatchObject({
    summary: 'A guest asks for a night.',
    payload: { schemaFormat: 'application/schema+json;version=draft-07', schema },
    bindings: { kafka: { key: text } },
    examples: [{ payload: { id: '1' } }],
  })
})
