import assert from 'node:assert/strict'
import { startServers } from '@orderflow/embedded'
import { defineEvents } from '@orderflow/event-contracts'
import { table } from '@orderflow/messaging'
import { startServiceUnderTest } from '@orderflow/messaging/testing'
import { Type } from 'typebox'

const { test } = await import(process.env.VITEST ? 'vitest' : 'node:test')

const text = Type.String({ maxLength: 100 })
const Booking = Type.Object({ id: text, night: text }, { examples: [{ id: 'ada', night: 'today' }] })
const events = defineEvents('hotel', {
  BookingRequested: { topic: 'booking.requested.v1', key: 'night', schema: Booking },
  RoomAssigned: {
    topic: 'room.assigned.v1',
    key: 'id',
    schema: Type.Object({ id: text, room: Type.Integer() }),
  },
})
const service = {
  tables: { nights: table('nights', { night: 'text', taken: 'integer' }) },
  on: {
    BookingRequested({ nights }, { data: { id, night } }) {
      const taken = (nights.get(night)?.taken ?? 0) + 1
      if (taken > 2) throw new Error('the house is full')
      nights.set({ night, taken })
      return { events: [{ type: 'RoomAssigned', sequence: 1, data: { id, room: 100 + taken } }] }
    },
  },
}

test('the third guest of a night becomes a dead letter', async () => {
  const rooms = await startServiceUnderTest({ ...(await startServers()), events }, service)
  try {
    const [ada, bob, cyd] = ['ada', 'bob', 'cyd'].map(id => rooms.message('BookingRequested', { id }))
    await rooms.send(ada, bob, ada, cyd)
    assert.equal((await rooms.published('RoomAssigned', 'bob')).data.room, 102)
    const { headers } = await rooms.deadLettered('BookingRequested', 'today')
    assert.equal(headers.dlq_detail, 'the house is full')
    await rooms.settled()
    assert.equal(rooms.events('RoomAssigned', 'ada').length, 1)
    assert.deepEqual(rooms.events('RoomAssigned', 'cyd'), [])
  } finally {
    await rooms.stop()
  }
})
