import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServers } from '@orderflow/embedded'
import { defineEvents } from '@orderflow/event-contracts'
import { defineService, startServices, table } from '@orderflow/messaging'
import { Type } from 'typebox'

const id = Type.String({ maxLength: 100 })
const Booking = Type.Object({ id, night: Type.String() })
const events = defineEvents('hotel', {
  BookingRequested: { topic: 'booking.requested.v1', key: 'id', schema: Booking },
  RoomAssigned: { topic: 'room.assigned.v1', key: 'id', schema: Type.Object({ id, room: Type.Integer() }) },
})
const booking = defineService(events, {
  tables: { bookings: table('bookings', { id: 'text', room: 'integer null' }) },
  commands: { Book: Booking },
  on: {
    Book({ bookings }, { data }) {
      bookings.set({ id: data.id, room: null })
      return { events: [{ type: 'BookingRequested', sequence: 1, data }] }
    },
    RoomAssigned({ bookings }, { data: { id, room } }) {
      bookings.set({ id, room })
    },
  },
})
const rooms = defineService(events, {
  tables: { nights: table('nights', { night: 'text', taken: 'integer' }) },
  on: {
    BookingRequested({ nights }, { data: { id, night } }) {
      const taken = (nights.get(night)?.taken ?? 0) + 1
      if (taken > 2) throw new Error('the house is full') // becomes a dead letter
      nights.set({ night, taken })
      return { events: [{ type: 'RoomAssigned', sequence: 1, data: { id, room: 100 + taken } }] }
    },
  },
})
test('the third guest of a night gets no room, and becomes a dead letter', async t => {
  const hotel = await startServices({ ...(await startServers()), events }, { booking, rooms })
  t.after(hotel.stop)
  for (const id of ['ada', 'bob', 'cyd']) await hotel.booking.submit('Book', { id, night: '24 December' })
  await hotel.settled()
  const given = (await hotel.booking.rows('bookings')).map(({ room }) => room)
  assert.deepEqual(given.sort(), [101, 102, null])
  assert.equal((await hotel.rooms.deadLetters())[0]?.detail, 'the house is full')
})
