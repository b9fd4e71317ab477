import type { Defined, EventsOf, EventType, VersionOf, Versions } from '@orderflow/event-contracts'
import type { Decider, Decision, Store } from '@orderflow/messaging/decider'

/** Some of the fields of an event, each with an example. */
type Some<Data> = Data extends readonly (infer Item)[]
  ? readonly Some<Item>[]
  : Data extends object
    ? { readonly [Name in keyof Data]?: Some<Data[Name]> }
    : Data

type Data<E extends Defined, T extends EventType<E>, V> = EventsOf<
  E,
  Versions<E> & { readonly [Type in T]: V }
>[T]

/** What a service needs of an event that it consumes. */
export interface Need<E extends Defined, World, T extends EventType<E> = EventType<E>> {
  /** By version, the fields that the service uses, each with an example; no others. */
  readonly uses: { readonly [V in VersionOf<E, T>]?: Some<Data<E, T, V>> }
  /** The rows that the event meets. */
  readonly given: () => World
  /** What comes of it, as far as it matters: the service's `outcome` has at least this. */
  readonly expected: object
}

/** How a service comes to publish an event: an input, and the rows that it meets. */
export interface Occasion<World> {
  readonly given: () => World
  readonly when: { readonly type: string; readonly data: object }
  /** Another, for the versions in which an event of this one is not told. */
  readonly also?: Omit<Occasion<World>, 'also'>
}

/** What a service needs of other services' events, and how its own come about, for those who need them. */
export interface Pacts<E extends Defined, World, Consumes extends Versions<E>, Publishes> {
  // biome-ignore lint/suspicious/noExplicitAny: each row of the table has its own data type, checked where the table is written
  readonly decide: Decider<World, any>
  /** The store's, where events about whole batches are needed by others. */
  readonly conclude?: NonNullable<Store<World>['conclude']>
  /** What can be seen of a decision: what it changed, or what it publishes. */
  readonly outcome: (world: World, decision: Decision) => object
  /** One for every event that it consumes. */
  readonly needs: { readonly [T in keyof Consumes & EventType<E>]: Need<E, World, T> }
  /** One for every event that another service consumes. */
  readonly occasions: { readonly [T in keyof Publishes]?: Occasion<World> }
}
