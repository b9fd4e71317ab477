import type { Defined, EventData, EventType, VersionOf } from '@orderflow/event-contracts'
import type { Pool } from 'pg'
import type { Message, Observed } from './messages.ts'

/** What a service under test runs on: `startServers` of embedded gives all of it. */
export interface Servers {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[]
  /** Somebody who may create databases and roles. */
  readonly postgresUrl: string
  /** Ends the servers, once the service has stopped. Without it they stay: several tests can share them. */
  readonly stop?: (() => Promise<void>) | undefined
}

/** How a service is run under test. */
export interface TestSettings {
  /** How many of the service run, in one consumer group over one database; commands go to each in turn. 1 unless told. */
  readonly replicas?: number | undefined
  /**
   * Sets the database up with settings as unlike PostgreSQL's defaults as may be (time zone, date style, encoding,
   * isolation): no statement may rely on those. Needs a superuser.
   */
  readonly hostileSettings?: boolean | undefined
}

/** What can be told to, and seen of, a service under test. Its events have the types of the table that they are of. */
export interface UnderTest<E extends Defined> {
  /** The service's database, as the administrator. */
  readonly pool: Pool
  /**
   * An event's message, ready to be sent, any number of times: the example of its schema, if that has one, with these
   * data. It is sent as it is, valid or not.
   * @param version the current one if not given
   */
  message<T extends EventType<E>, V extends VersionOf<E, T> | 'current' = 'current'>(
    type: T,
    data: Partial<EventData<E, T, V>>,
    version?: V,
  ): Message
  /** What the broker calls this topic of the service, for those who send by other ways. */
  brokerTopic(topic: string): string
  /** Sends the messages; those of one topic and key lie there as one batch, in order. */
  send(...messages: readonly Message[]): Promise<void>
  /** Waits for the first event of this type and key, in the newest of the versions in which it is published. */
  published<T extends EventType<E>>(type: T, key: string): Promise<Observed<EventData<E, T>>>
  /**
   * Waits for the first dead letter that this service has made of an event of this type and key; its headers
   * `dlq_reason` and `dlq_detail` say why.
   */
  deadLettered(type: EventType<E>, key: string): Promise<Observed>
  /**
   * The events of this type and key so far, repetitions by the relay left out. Exact after `settled`: then
   * what is not there was not published.
   */
  events<T extends EventType<E>>(type: T, key: string): Observed<EventData<E, T>>[]
  /** Waits until the topics hold what `find` looks for. */
  eventually<Found>(find: (observed: readonly Observed[]) => Found | undefined | false): Promise<Found>
  /** Waits until all that was sent has been handled, and all that the service made of it is observed. */
  settled(): Promise<void>
  /** Stops the service and starts it again on the same data. `meanwhile` happens while it is down. */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>
  /** Stops the service and all that watches it, then the servers, if their `stop` was given. */
  stop(): Promise<void>
}
