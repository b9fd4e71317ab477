import { defineEvents } from '@orderflow/event-contracts'
import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { table } from '../tables/table.ts'
import { type AnyService, commandCheck, defineService, definitionOf, misspelt } from './define-service.ts'
import type { startServices } from './start-services.ts'

const text = Type.String()
const booking = Type.Object({ id: text, night: text })
const events = defineEvents('hotel', {
  BookingRequested: { topic: 'booking.requested.v1', key: 'id', schema: booking },
  RoomAssigned: {
    topic: 'room.assigned.v1',
    key: 'id',
    schema: Type.Object({ id: text, room: Type.Integer() }),
  },
})
const nights = table('nights', { night: 'text', taken: 'integer' })
const Book = { data: booking, reply: Type.Object({ accepted: Type.Boolean() }) }

describe('a definition', () => {
  test('consumes the events that have a row, and takes the other rows for commands', () => {
    const on = { BookingRequested: () => ({}), Book: () => ({}) }
    expect(definitionOf('rooms', events as never, { tables: { nights }, on })).toMatchObject({
      name: 'rooms',
      consumes: { BookingRequested: 1 },
      publishes: { BookingRequested: [1], RoomAssigned: [1] },
      decide: on,
    })
  })

  test.each<[string, AnyService, string]>([
    ['a command without a row', { commands: { Book }, on: {} }, '"on" has no row for it'],
    [
      'a row of nothing',
      { commands: {}, on: { Bok: () => ({}) } },
      'neither an event nor one of its commands',
    ],
  ])('%s is refused', (_, service, reason) => {
    expect(() => definitionOf('desk', events as never, service)).toThrow(
      expect.objectContaining({ code: 'COMMAND_UNKNOWN', message: expect.stringContaining(reason) }),
    )
  })

  test.each<[string, unknown, string]>([
    ['no service', undefined, 'needs an "on"'],
    ['nothing in it', {}, 'needs an "on"'],
    ['a row that does nothing', { on: { Book: {} } }, 'has no function in "on" for Book'],
    [
      'a command without a schema',
      { on: {}, commands: { Book: undefined } },
      'no schema for its command Book',
    ],
  ])('%s is told in a sentence', (_, service, reason) => {
    expect(() => definitionOf('desk', events as never, service as never)).toThrow(
      expect.objectContaining({ code: 'SERVICE_INVALID', message: expect.stringContaining(reason) }),
    )
  })

  test('consumes a compacted event for its tombstones alone too, and has no other tombstones', () => {
    const row = { topic: 'guest.changed.v1', key: 'id', schema: Type.Object({ id: text }) } as const
    const compacted = defineEvents('hotel', { GuestChanged: { ...row, compacted: true } })
    const service = { on: { GuestChangedTombstone: () => ({}) }, commands: {} }
    expect(definitionOf('desk', compacted as never, service)).toMatchObject({ consumes: { GuestChanged: 1 } })
    const kept = defineEvents('hotel', { GuestChanged: row })
    expect(() => definitionOf('desk', kept as never, service)).toThrow('neither an event nor')
  })

  test('a row that is an event but for a slip of the pen is told of', () => {
    const rows = [
      'RoomAsigned',
      'roomAssigned',
      'RoomAssgined',
      'RoomAssignedd',
      'RoomAssigne',
      'RoomAssign',
      'Book',
    ]
    const on = Object.fromEntries(rows.map(row => [row, () => ({})]))
    const told = misspelt(events as never, { on }).map(({ row }) => row)
    expect(told).toEqual(['RoomAsigned', 'roomAssigned', 'RoomAssgined'])
  })

  test('the data of a command are held to its schema, if it has one', () => {
    const check = commandCheck({ commands: { Book, Cancel: Type.Object({ id: text }) }, on: {} })
    expect(() => check('Book', { id: 'ada', night: 'today' })).not.toThrow()
    expect(() => check('Other', 1)).not.toThrow()
    const refusal = { code: 'COMMAND_INVALID', message: 'Cancel: /id is missing.' }
    expect(() => check('Cancel', {})).toThrow(expect.objectContaining(refusal))
    expect(() => check('Book', { id: 'ada' })).toThrow('/night is missing')
  })
})

/** Never called: what is said here is said to the compiler. */
export function types(
  start: typeof startServices,
  on: { readonly brokers: string[]; readonly postgresUrl: string },
) {
  defineService(events, {
    tables: { nights },
    commands: { Book },
    on: {
      Book({ nights }, { data: { id, night } }) {
        const taken: number | undefined = nights.get(night)?.taken
        // @ts-expect-error the row has no such property
        nights.set({ night, token: taken })
        return {
          reply: { accepted: true },
          events: [{ type: 'BookingRequested', sequence: 1, data: { id, night } }],
        }
      },
      RoomAssigned(_, { data }) {
        const room: number = data.room
        // @ts-expect-error the event has no such property
        return { ignored: room > data.anything ? 'late' : 'duplicate' }
      },
    },
  })
  // @ts-expect-error a command without a row
  defineService(events, { commands: { Book }, on: {} })
  // @ts-expect-error no such event
  defineService(events, { on: { RoomAsigned: () => ({}) } })
  defineService(events, {
    on: {
      // @ts-expect-error an event that nobody declared
      RoomAssigned: () => ({ events: [{ type: 'RoomCleaned', sequence: 1, data: {} }] }),
      // @ts-expect-error data that the event does not have
      BookingRequested: () => ({
        events: [{ type: 'RoomAssigned', sequence: 1, data: { id: 'a', room: 'b' } }],
      }),
    },
  })
  defineService(events, {
    commands: { Book },
    on: {
      // @ts-expect-error the reply is another
      Book: () => ({ reply: { accepted: 'yes' } }),
    },
  })

  // The same inline, where each service is inferred by itself.
  const system = start(
    { ...on, events },
    {
      desk: {
        commands: { Book },
        on: {
          Book: (_, { data }) => ({
            reply: { accepted: true },
            events: [{ type: 'BookingRequested', sequence: 1, data }],
          }),
        },
      },
      rooms: {
        tables: { nights },
        on: {
          BookingRequested({ nights }, { data: { id, night } }) {
            nights.set({ night, taken: 1 })
            // @ts-expect-error taken is a number
            nights.set({ night, taken: id })
            return {}
          },
        },
      },
      audit: {
        on: {
          // @ts-expect-error the event has no such property
          RoomAssigned: (_, { data }) => ({ ignored: data.anything }),
        },
      },
    },
  )
  // @ts-expect-error no such event
  start({ ...on, events }, { desk: { on: { RoomAsigned: () => ({}) } } })
  // @ts-expect-error a command without a row
  start({ ...on, events }, { desk: { commands: { Book }, on: {} } })
  return system.then(async ({ desk, rooms, published }) => {
    const { accepted }: { readonly accepted: boolean } = await desk.submit('Book', { id: 'a', night: 'b' })
    const [night] = await rooms.rows('nights')
    const [assigned] = await published('RoomAssigned')
    // @ts-expect-error no such command
    await desk.submit('Cancel', {})
    // @ts-expect-error the data lack a night
    await desk.submit('Book', { id: 'a' })
    // @ts-expect-error no such table
    await rooms.rows('days')
    return [accepted, night?.taken, assigned?.room] satisfies [
      boolean,
      number | undefined,
      number | undefined,
    ]
  })
}
