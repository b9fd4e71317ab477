import { defineEvents, type EventData } from '@orderflow/event-contracts'
import { Type } from 'typebox'

const text = Type.String({ minLength: 1 })
const asked = Type.Object({ id: text, night: text, beds: Type.Integer({ minimum: 1 }) })

export const events = defineEvents('hotel', {
  BookingRequested: {
    topic: 'booking.requested.v2',
    key: 'id',
    schema: asked,
    older: [
      {
        topic: 'booking.requested.v1',
        schema: Type.Object({ id: text, night: text }),
        upcast: (older: { id: string; night: string }) => ({ ...older, beds: 1 }),
      },
    ],
  },
  RoomAssigned: {
    topic: 'room.assigned.v1',
    key: 'id',
    schema: {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, room: { type: 'integer' } },
    },
  },
})

const data: EventData<typeof events, 'BookingRequested'> = { id: 'ada', night: '24 December', beds: 2 }
const { BookingRequested } = events.contracts

console.log(BookingRequested.dataSchema) // urn:hotel:booking.requested.v2
console.log(BookingRequested.keyOf(data)) // ada
console.log(BookingRequested.validationError(data)) // undefined
console.log(BookingRequested.validationError({ id: 'ada', beds: 0 })) // /night is missing; /beds must be >= 1
console.log(events.consumedTopics({ BookingRequested: 2 }).join(', ')) // booking.requested.v2, booking.requested.v1
console.log(events.topics({ partitions: 3 }).length) // 3
