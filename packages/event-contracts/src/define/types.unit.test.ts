import { Type } from 'typebox'
import { expectTypeOf, test } from 'vitest'
import { defineEvents } from './events.ts'
import { type CheckedOutV1, hotel } from './hotel.fixture.ts'
import type { DataOf, Schema } from './schema.ts'
import type {
  Event,
  EventData,
  EventsOf,
  EventType,
  Publishes,
  TombstonesOf,
  VersionOf,
  Versions,
} from './types.ts'

type Hotel = typeof hotel

interface CheckedOut {
  readonly id: string
  readonly paid: { readonly amount: number; readonly currency: 'EUR' | 'USD' }
}

test('the data of an event are those of its schema: of TypeBox, plain, or with a stated type', () => {
  expectTypeOf<EventData<Hotel, 'BookingRequested'>>().toEqualTypeOf<{
    readonly id: string
    readonly nights: readonly { readonly date: string; readonly beds: number }[]
    readonly note?: string
    readonly board: 'full' | null
  }>()
  expectTypeOf<EventData<Hotel, 'GuestCheckedOut'>>().toEqualTypeOf<CheckedOut>()
  expectTypeOf<EventData<Hotel, 'GuestCheckedOut', 3>>().toEqualTypeOf<CheckedOut>()
  expectTypeOf<EventData<Hotel, 'GuestCheckedOut', 2>>().toEqualTypeOf<{
    readonly id: string
    readonly cents: number
  }>()
  expectTypeOf<EventData<Hotel, 'GuestCheckedOut', 1>>().toEqualTypeOf<CheckedOutV1>()
  // @ts-expect-error: there is no version 4
  expectTypeOf<EventData<Hotel, 'GuestCheckedOut', 4>>().toBeUnknown()
})

test('a table knows its events and their versions', () => {
  expectTypeOf<EventType<Hotel>>().toEqualTypeOf<'BookingRequested' | 'GuestCheckedOut' | 'RoomChanged'>()
  expectTypeOf<VersionOf<Hotel, 'GuestCheckedOut'>>().toEqualTypeOf<1 | 2 | 3>()
  expectTypeOf<Versions<Hotel>>().toEqualTypeOf<{
    readonly BookingRequested?: 1
    readonly GuestCheckedOut?: 1 | 2 | 3
    readonly RoomChanged?: 1
  }>()
  expectTypeOf(hotel.currentVersions.GuestCheckedOut).toEqualTypeOf<3>()
  expectTypeOf<Publishes<Hotel, { readonly type: 'GuestCheckedOut' }>>().toEqualTypeOf<{
    readonly GuestCheckedOut: readonly (1 | 2 | 3)[]
  }>()
  expectTypeOf<EventsOf<Hotel, { GuestCheckedOut: 1 }>>().toEqualTypeOf<{
    readonly GuestCheckedOut: CheckedOutV1
  }>()
  expectTypeOf<TombstonesOf<Hotel, { GuestCheckedOut: 3; RoomChanged: 1 }>>().toEqualTypeOf<{
    readonly RoomChangedTombstone: { readonly key: string }
  }>()
  expectTypeOf<Event<Hotel, 'GuestCheckedOut'>['data']>().toEqualTypeOf<CheckedOut>()
  // @ts-expect-error: no such event
  expectTypeOf<Event<Hotel, 'GuestChekedOut'>>().toBeUnknown()
  // @ts-expect-error: no such version
  const consumes: Versions<Hotel> = { RoomChanged: 2 }
  void consumes
})

test('other schemas say of themselves what they can', () => {
  expectTypeOf<DataOf<{ type: 'array'; items: { type: readonly ['string', 'null'] } }>>().toEqualTypeOf<
    readonly (string | null)[]
  >()
  expectTypeOf<DataOf<{ allOf: readonly [Schema<{ a: 1 }>, Schema<{ b: 2 }>] }>>().toEqualTypeOf<
    { a: 1 } & { b: 2 }
  >()
  expectTypeOf<DataOf<{ type: 'object'; patternProperties: { '^x': { type: 'number' } } }>>().toEqualTypeOf<{
    readonly [name: string]: number
  }>()
  const unsafe = Type.Unsafe<Date>({})
  expectTypeOf<DataOf<typeof unsafe>>().toEqualTypeOf<Date>()
  expectTypeOf<DataOf<{ type: string }>>().toBeUnknown()
  expectTypeOf<DataOf<{ $ref: '#/a' }>>().toBeUnknown()
})

test('a table that cannot be does not compile', () => {
  const schema = Type.Object({ id: Type.String(), n: Type.Integer() })
  const older = Type.Object({ id: Type.String() })
  const bad = () => [
    // @ts-expect-error: the data have no such text
    defineEvents('hotel', { A: { topic: 'a.v1', key: 'n', schema } }),
    // @ts-expect-error: no schema
    defineEvents('hotel', { A: { topic: 'a.v1', key: 'id' } }),
    defineEvents('hotel', {
      A: {
        topic: 'a.v2',
        key: 'id',
        schema,
        // @ts-expect-error: the newer version has a number too
        older: [{ topic: 'a.v1', schema: older, upcast: ({ id }: { id: string }) => ({ id }) }],
      },
    }),
  ]
  void bad
})
