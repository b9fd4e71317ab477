import { randomBytes } from 'node:crypto'
import { defineEvents } from '@orderflow/event-contracts'
import { Type } from 'typebox'
import { defineService } from '../service/define-service.ts'
import { table } from '../tables/table.ts'

const text = Type.String({ minLength: 1 })
const Booking = Type.Object({ id: text, night: text }, { examples: [{ id: 'ada', night: '24 December' }] })

/** The events of a hotel, on topics that no other test uses. */
export function hotelEvents() {
  const own = `t${randomBytes(4).toString('hex')}`
  return defineEvents('hotel', {
    BookingRequested: { topic: `${own}.booking.requested.v1`, key: 'night', schema: Booking },
    RoomAssigned: {
      topic: `${own}.room.assigned.v1`,
      key: 'id',
      schema: Type.Object({ id: text, room: Type.Integer() }),
    },
  })
}

/** Gives each guest of a night a room, two guests at most; a command closes a night. */
export const roomsOf = (events: ReturnType<typeof hotelEvents>) =>
  defineService(events, {
    tables: { nights: table('nights', { night: 'text', taken: 'integer' }) },
    commands: { Close: { data: Type.Object({ night: text }), reply: Type.Object({ free: Type.Integer() }) } },
    on: {
      BookingRequested({ nights }, { data: { id, night } }) {
        const taken = (nights.get(night)?.taken ?? 0) + 1
        if (taken > 2) throw new Error('the house is full')
        nights.set({ night, taken })
        return { events: [{ type: 'RoomAssigned', sequence: 1, data: { id, room: 100 + taken } }] }
      },
      Close({ nights }, { data: { night } }) {
        const taken = nights.get(night)?.taken ?? 0
        nights.set({ night, taken: 2 })
        return { reply: { free: 2 - taken } }
      },
    },
  })
