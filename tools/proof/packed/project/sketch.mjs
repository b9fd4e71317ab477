// The shortest program with two services, said in one line at its end.
import { startServers } from '@orderflow/embedded'
import { defineEvents } from '@orderflow/event-contracts'
import { startServices, table } from '@orderflow/messaging'
import { Type } from 'typebox'

const text = Type.String()
const booking = {
  on: {
    Book: (_, { data }) => ({ events: [{ type: 'BookingRequested', sequence: 1, data }] }),
  },
}

const events = defineEvents('hotel', {
  BookingRequested: {
    topic: 'booking.requested.v1',
    key: 'id',
    schema: Type.Object({ id: text, night: text }),
  },
  RoomAssigned: {
    topic: 'room.assigned.v1',
    key: 'id',
    schema: Type.Object({ id: text, room: Type.Integer() }),
  },
})
const rooms = {
  tables: { nights: table('nights', { night: 'text', taken: 'integer' }) },
  on: {
    BookingRequested({ nights }, { data: { id, night } }) {
      const taken = (nights.get(night)?.taken ?? 0) + 1
      if (taken > 2) throw new Error('the house is full') // becomes a dead letter
      nights.set({ night, taken })
      return { events: [{ type: 'RoomAssigned', sequence: taken, data: { id, room: 100 + taken } }] }
    },
  },
}
const hotel = await startServices({ ...(await startServers()), events }, { booking, rooms })
await hotel.booking.submit('Book', { id: 'ada', night: '24 December' })

await hotel.settled()
console.log(JSON.stringify(await hotel.published('RoomAssigned')))
await hotel.stop()
