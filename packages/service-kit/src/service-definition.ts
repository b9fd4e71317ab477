import type { EventType } from '@orderflow/events'
import type { Processor } from '@orderflow/messaging'
import type { Consuming } from '@orderflow/messaging/dead-letters'
import type { Decider, Store, WorkingSet } from '@orderflow/messaging/decider'
import type { Kafka } from '@orderflow/messaging/kafka'
import type { Tracer } from '@orderflow/messaging/tracing'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { CommonConfig } from './common-config.ts'
import type { ServiceEvents } from './contracts.ts'
import type { HttpApp } from './http/app.ts'
import type { Logger } from './logger.ts'

/** What a service is: its name, what it reacts to, how it keeps its rows, and what it answers. */
export interface ServiceDefinition<World extends { readonly [name: string]: WorkingSet }>
  extends ServiceEvents {
  readonly name: string
  /** Shown on the OpenAPI page. */
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: each row has its own data type, checked where the table is written
  readonly decide: Decider<World, any>
  readonly store: Store<World>
  /**
   * Consumed events that may be applied again at any time without a change: they carry the whole state and its
   * version, and an older one is ignored. Only these may be read from topics that keep events for ever.
   */
  readonly idempotentByVersion?: readonly EventType[]
  readonly routes: (app: HttpApp, context: ServiceContext) => void
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
  /** Other services of which `/metrics` shows the lag too: one that is down cannot say how far behind it is. */
  readonly watches?: (kafka: Kafka) => Promise<readonly Consuming[]>
}

export interface ServiceContext {
  readonly pool: Pool
  readonly kafka: Kafka
  readonly processor: Processor
  readonly logger: Logger
  readonly config: CommonConfig
  /** What `/metrics` shows. */
  readonly registry: Registry
  /** Records spans; undefined if the process was not started with tracing. */
  readonly tracer: Tracer | undefined
}

export interface Worker {
  /** Called after each commit. */
  wake?(): void
  stop(): Promise<void>
}

export interface RunningService {
  /** `http://host:port` */
  readonly address: string
  /** Finishes what is in hand and closes everything, in order. */
  stop(): Promise<void>
}
