import { expect, test } from 'vitest'
import { defineEvents } from './events.ts'
import { hotel } from './hotel.fixture.ts'

const { contracts } = hotel
const asked = { id: 'b-1', nights: [{ date: '24 December', beds: 2 }], board: null }

test('a type has its contract, a topic that of its events, and a version its own', () => {
  expect(contracts.BookingRequested).toMatchObject({
    type: 'BookingRequested',
    version: 1,
    topic: 'booking.requested.v1',
    key: 'id',
    compacted: false,
    dataSchema: 'urn:hotel:booking.requested.v1',
    older: [],
  })
  expect(contracts.GuestCheckedOut.dataSchema).toBe('https://hotel.example/guest-checked-out')
  expect(hotel.all.map(({ topic }) => topic)).toEqual([
    'booking.requested.v1',
    'guest.checked-out.v3',
    'guest.checked-out.v2',
    'guest.checked-out.v1',
    'room.changed.v1',
  ])
  expect(hotel.ofTopic('guest.checked-out.v2')).toBe(hotel.ofVersion('GuestCheckedOut', 2))
  expect(hotel.ofTopic('guest.checked-out.v2.billing.dlq')).toBeUndefined()
  expect(hotel.ofVersion('GuestCheckedOut', 4)).toBeUndefined()
  expect(hotel.ofVersion('toString' as 'RoomChanged', 1)).toBeUndefined()
  expect(hotel.currentVersions).toEqual({ BookingRequested: 1, GuestCheckedOut: 3, RoomChanged: 1 })
})

test.each([undefined, null, 7, 'text', [], {}, { id: 7 }])('%j has no key', data => {
  expect(contracts.BookingRequested.keyOf(asked)).toBe('b-1')
  expect(() => contracts.BookingRequested.keyOf(data)).toThrow(/^EVENT_KEY_MISSING: BookingRequested /)
})

test.each([
  [contracts.BookingRequested, asked, undefined],
  [contracts.BookingRequested, { ...asked, later: 1 }, undefined],
  [contracts.BookingRequested, { id: 7 }, '/nights is missing; /board is missing; /id must be string'],
  [contracts.GuestCheckedOut, { id: 'g', paid: { amount: 1, currency: 'EUR' } }, undefined],
  [contracts.GuestCheckedOut, { id: 'g', paid: { amount: 1 } }, '/paid/currency is missing'],
  [contracts.RoomChanged, { room: 'Blue', place: [1, 2] }, undefined],
  [contracts.RoomChanged, { room: 'Blue', place: [1, 2, 3] }, '/place must NOT have more than 2 items'],
])('data are held to the schema, whatever kind of one it is (%#)', (contract, data, error) => {
  expect(contract.validationError(data)).toBe(error)
})

test('a schema may refer to the others of the table', () => {
  const events = defineEvents('hotel', {
    RoomNamed: {
      topic: 'room.named.v1',
      key: 'room',
      schema: {
        $id: 'urn:hotel:room',
        type: 'object',
        required: ['room'],
        properties: { room: { type: 'string' } },
      },
    },
    RoomsNamed: {
      topic: 'rooms.named.v1',
      key: 'floor',
      schema: {
        type: 'object',
        required: ['floor'],
        properties: {
          floor: { type: 'string' },
          rooms: { type: 'array', items: { $ref: 'urn:hotel:room' } },
        },
      },
    },
  })
  expect(events.contracts.RoomsNamed.validationError({ floor: '1', rooms: [{}] })).toBe(
    '/rooms/0/room is missing',
  )
})

test('generated validators are taken as they are', () => {
  const quick = Object.assign((data: unknown) => data === 1, { errors: [] })
  const schema = { required: ['id'], properties: { id: { type: 'string' } }, 'no keyword': true }
  const events = defineEvents('hotel', { A: { topic: 'a.v1', key: 'id', schema, quick, thorough: quick } })
  expect(events.contracts.A.validationError(1)).toBeUndefined()
  expect(events.contracts.A.validationError(2)).toBe('')
})

test('topics have six partitions and keep seven days, or the newest event of each key, unless told otherwise', () => {
  const week = { 'cleanup.policy': 'delete', 'retention.ms': '604800000' }
  const topics = hotel.topics()
  expect(topics).toHaveLength(5)
  expect(topics[0]).toEqual({ topic: 'booking.requested.v1', partitions: 6, config: week })
  expect(topics[4]?.config).toEqual({ 'cleanup.policy': 'compact' })
  const [first] = hotel.topics({ partitions: 2, retentionMs: 1_000 })
  expect(first).toMatchObject({ partitions: 2, config: { 'retention.ms': '1000' } })
})

test('an event of any version is said in any other to which something leads', () => {
  const [v3, v2, v1] = [contracts.GuestCheckedOut, ...contracts.GuestCheckedOut.older]
  if (v1 === undefined || v2 === undefined) throw new Error('they are in the table')
  const newest = { id: 'g', paid: { amount: 1200, currency: 'EUR' } }
  expect(hotel.upcast(v1, { id: 'g', euros: 12 }, 3)).toEqual(newest)
  expect(hotel.downcast(v3, newest, 2)).toEqual({ id: 'g', cents: 1200 })
  expect(hotel.upcast(v3, newest, 3)).toBe(newest)
  expect(() => hotel.downcast(v3, newest, 1)).toThrow(
    'EVENT_VERSION_UNKNOWN: nothing says GuestCheckedOut in its version 1; give guest.checked-out.v1 a downcast',
  )
  expect(() => hotel.upcast(v3, newest, 4)).toThrow(
    'EVENT_VERSION_UNKNOWN: nothing converts GuestCheckedOut between the versions 3 and 4',
  )
})

test('a service consumes the version that it names and all before it, and reaches it from each', () => {
  const consumes = { GuestCheckedOut: 2, RoomChanged: 1 } as const
  expect(hotel.consumedTopics(consumes)).toEqual([
    'guest.checked-out.v2',
    'guest.checked-out.v1',
    'room.changed.v1',
  ])
  const { consumed } = hotel.contractsOf({ consumes, publishes: {} })
  expect(consumed('guest.checked-out.v1')?.upcast({ id: 'g', euros: 1 })).toEqual({ id: 'g', cents: 100 })
  expect(consumed('guest.checked-out.v1')?.later.map(({ version }) => version)).toEqual([2])
  expect(consumed('guest.checked-out.v2')?.later).toEqual([])
  expect(consumed('guest.checked-out.v3')).toBeUndefined()
  expect(consumed('room.changed.v1')).toMatchObject({ compacted: true, later: [] })
})

test('what a service publishes is said in each of the versions that it names, and nothing else is', () => {
  const { published } = hotel.contractsOf({ consumes: {}, publishes: { GuestCheckedOut: [3, 2] } })
  const data = { id: 'g', paid: { amount: 100, currency: 'EUR' } }
  expect(published('GuestCheckedOut').map(({ topic, downcast }) => [topic, downcast(data)])).toEqual([
    ['guest.checked-out.v3', data],
    ['guest.checked-out.v2', { id: 'g', cents: 100 }],
  ])
  expect(published('RoomChanged')).toEqual([])
})

test.each<[object, string]>([
  [
    { consumes: { GuestCheckedOut: 4 } },
    'EVENT_VERSION_UNKNOWN: there is no version 4 of GuestCheckedOut, only 3 and 2 and 1',
  ],
  [
    { publishes: { RoomChanged: [2] } },
    'EVENT_VERSION_UNKNOWN: there is no version 2 of RoomChanged, only 1',
  ],
  [
    { publishes: { GuestCheckedOut: [3, 1] } },
    'EVENT_VERSION_UNKNOWN: nothing says GuestCheckedOut in its version 1',
  ],
  [{ consumes: { GuestChekedOut: 1 } }, 'EVENT_UNKNOWN: there is no event GuestChekedOut; give it a row'],
])('what a service cannot have is said when it starts: %j', (service, sentence) => {
  expect(() => hotel.contractsOf({ consumes: {}, publishes: {}, ...service })).toThrow(sentence)
})
