import type { DataOf } from './schema.ts'
import type { EventTable, OlderVersion, Row } from './table.ts'

/** What these types ask of events that `defineEvents` made: `typeof events`. */
export interface Defined {
  readonly table: EventTable
}

/** The name of an event, whatever its version: `BookingRequested`. */
export type EventType<E extends Defined> = keyof E['table'] & string

/** The rows of an event: the current version and the earlier ones. */
type RowsOf<R extends Row> =
  | R
  | (R extends { readonly older: readonly (infer Older extends OlderVersion)[] } ? Older : never)

type NumberIn<Topic> = Topic extends `${string}.v${infer N extends number}` ? N : never

/** The versions of an event that exist: `1 | 2`. */
export type VersionOf<E extends Defined, T extends EventType<E>> = NumberIn<RowsOf<E['table'][T]>['topic']>

/** The current version of each event, as a number. */
export type CurrentVersions<E extends Defined> = {
  readonly [T in EventType<E>]: NumberIn<E['table'][T]['topic']>
}

/** The data of every event in its current version, by type. */
export type CurrentData<E extends Defined> = { readonly [T in EventType<E>]: DataOf<E['table'][T]['schema']> }

type DataOfVersion<E extends Defined, T extends EventType<E>, V> = DataOf<
  Extract<RowsOf<E['table'][T]>, { readonly topic: `${string}.v${V & number}` }>['schema']
>

/** The data of an event in its current version, or in the one that is named. */
export type EventData<
  E extends Defined,
  T extends EventType<E>,
  V extends VersionOf<E, T> | 'current' = 'current',
> = V extends number ? DataOfVersion<E, T, V> : CurrentData<E>[T]

/** Events with a version each: the newest that a consumer knows. */
export type Versions<E extends Defined> = { readonly [T in EventType<E>]?: VersionOf<E, T> }

/** The versions in which a producer publishes each of its events, newest first: one, or more in a migration. */
export type Publishes<E extends Defined, Published extends { readonly type: EventType<E> } = Event<E>> = {
  readonly [T in Published['type']]: readonly VersionOf<E, T>[]
}

/** The events that a consumer names, by type, with the data of the versions that it names. */
export type EventsOf<E extends Defined, Consumes extends Versions<E>> = {
  readonly [T in keyof Consumes & EventType<E>]: DataOfVersion<E, T, Consumes[T]>
}

type CompactedType<E extends Defined> = {
  [T in EventType<E>]: E['table'][T] extends { readonly compacted: true } ? T : never
}[EventType<E>]

/**
 * The tombstones that a consumer of these events meets beside them, by the name of their input: on a compacted topic,
 * a record without a value is the deletion of its key.
 */
export type TombstonesOf<E extends Defined, Consumes extends Versions<E>> = {
  readonly [T in keyof Consumes & CompactedType<E> as `${T}Tombstone`]: { readonly key: string }
}

/** An event as a producer states it; its type decides its data. */
export type Event<E extends Defined, T extends EventType<E> = EventType<E>> = {
  readonly [P in T]: {
    readonly type: P
    /**
     * The version of the aggregate after the change that the event reports: 1 for its first event, and more for every
     * later one, so that no two events of a service about the same key have the same. Two events of one decision have
     * two: the row's version is then the second one's.
     */
    readonly sequence: number
    readonly data: EventData<E, P>
    /** Of the versions in which it is published, those that tell this one; all unless told. */
    readonly versions?: readonly VersionOf<E, P>[]
  }
}[T]
