import { Type } from 'typebox'
import { defineEvents } from './events.ts'
import type { Schema } from './schema.ts'

export interface CheckedOutV1 {
  readonly id: string
  readonly euros: number
}

const text = Type.String({ minLength: 1 })

/** A table with a schema of each kind, and an event in three versions. */
export const hotel = defineEvents('hotel', {
  BookingRequested: {
    topic: 'booking.requested.v1',
    key: 'id',
    schema: Type.Object({
      id: text,
      nights: Type.Array(Type.Object({ date: text, beds: Type.Integer() })),
      note: Type.Optional(text),
      board: Type.Union([Type.Literal('full'), Type.Null()]),
    }),
  },
  GuestCheckedOut: {
    topic: 'guest.checked-out.v3',
    key: 'id',
    schema: {
      $id: 'https://hotel.example/guest-checked-out',
      type: 'object',
      required: ['id', 'paid'],
      properties: {
        id: { type: 'string' },
        paid: {
          type: 'object',
          required: ['amount', 'currency'],
          properties: { amount: { type: 'integer' }, currency: { enum: ['EUR', 'USD'] } },
        },
      },
    },
    older: [
      {
        topic: 'guest.checked-out.v2',
        schema: Type.Object({ id: Type.String(), cents: Type.Integer() }),
        upcast: ({ id, cents }: { id: string; cents: number }) => ({
          id,
          paid: { amount: cents, currency: 'EUR' as const },
        }),
        downcast: ({ id, paid }: { id: string; paid: { amount: number } }) => ({ id, cents: paid.amount }),
      },
      {
        topic: 'guest.checked-out.v1',
        schema: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string' } },
        } as Schema<CheckedOutV1>,
        upcast: ({ id, euros }: CheckedOutV1) => ({ id, cents: 100 * euros }),
      },
    ],
  },
  RoomChanged: {
    topic: 'room.changed.v1',
    key: 'room',
    compacted: true,
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['room', 'place'],
      properties: {
        room: { $ref: '#/$defs/name' },
        place: { prefixItems: [{ type: 'integer' }, { type: 'integer' }], items: false },
      },
      $defs: { name: { type: 'string' } },
    },
  },
})
