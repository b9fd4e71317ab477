import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Processor } from '../batch/processor.ts'
import type { Contracts } from '../events/contracts.ts'
import type { Kafka } from '../kafka/port.ts'
import type { Consuming } from '../redrive/find.ts'
import type { Tracer } from '../tracing/tracer.ts'
import type { Decider, WorkingSet } from '../types/decider.ts'
import type { Rights } from '../types/rights.ts'
import type { Store } from '../types/store.ts'

/** Which events a service has to do with. */
export interface ServiceTables {
  /** Of each event the newest version that it knows; it reads that and all before it. */
  readonly consumes: Readonly<Partial<Record<string, number>>>
  /** Of each event the versions in which it publishes it, the newest first. */
  readonly publishes: Readonly<Partial<Record<string, readonly number[]>>>
}

/** What events are: `defineEvents` of event-contracts makes one, and whatever has its shape will do. */
export interface ServiceEvents {
  contractsOf(tables: ServiceTables): Contracts
  /** The topics to read. */
  consumedTopics(consumes: ServiceTables['consumes']): readonly string[]
}

/** What a service is: its name, the events it has to do with, what it makes of them, how it keeps its rows. */
export interface ServiceDefinition<World extends { readonly [name: string]: WorkingSet }>
  extends ServiceTables {
  /** The consumer group, and the name under which the inbox keeps ids. */
  readonly name: string
  readonly events: ServiceEvents
  // biome-ignore lint/suspicious/noExplicitAny: each row has its own data type, checked where the table is written
  readonly decide: Decider<World, any>
  readonly store: Store<World>
  /**
   * Milliseconds that events may wait for others, to be taken in together: for a service that no order waits for. At low load
   * a transaction of one event costs as much as one of many. 0 unless told.
   */
  readonly gatherMs?: number
  /** What its role may do to its own tables, for whoever sets its database up. */
  readonly rights?: Rights
  /**
   * Consumed events that may be applied again at any time without a change: they carry the whole state and its
   * version, and an older one is ignored. Only these may be read from topics that keep events for ever.
   */
  readonly idempotentByVersion?: readonly string[]
  /** Topics that its workers read, as groups of their own: dead letters of the service come from them too. */
  readonly workersRead?: readonly string[]
  /** Background work besides consuming and relaying; woken after each commit. */
  readonly workers?: (context: ServiceContext) => readonly Worker[]
  /**
   * Makes metrics of its own, and returns who is shown what each batch changed, once that is committed: what was
   * rolled back, or was delivered before, is not shown.
   */
  readonly observe?: (registry: Registry) => (world: World) => void
  /** Is told the ids of messages that came again. They change nothing; a redelivery may be worth knowing all the same. */
  readonly onDuplicates?: (context: ServiceContext) => (ids: readonly string[]) => void
  /** Other services of which the metrics show the lag too: one that is down cannot say how far behind it is. */
  readonly watches?: (kafka: Kafka) => Promise<readonly Consuming[]>
}

/** What a running service has, for its routes and its workers. */
export interface ServiceContext {
  readonly name: string
  readonly pool: Pool
  readonly kafka: Kafka
  readonly processor: Processor
  readonly logger: Logger
  /** Where its metrics are. */
  readonly registry: Registry
  /** Records spans; undefined if the process was not started with tracing. */
  readonly tracer: Tracer | undefined
}

export interface Worker {
  /** Called after each commit. */
  wake?(): void
  stop(): Promise<void>
}
