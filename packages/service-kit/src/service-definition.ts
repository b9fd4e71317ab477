import type { WorkingSet } from '@orderflow/messaging/decider'
import type {
  ServiceContext as Context,
  ServiceDefinition as Definition,
  Worker,
} from '@orderflow/messaging/service'
import type { CommonConfig } from './common-config.ts'
import type { HttpApp } from './http/app.ts'

export type { Worker } from '@orderflow/messaging/service'

/** What a service is: its name, what it reacts to, how it keeps its rows, and what it answers. */
export interface ServiceDefinition<World extends { readonly [name: string]: WorkingSet }>
  extends Omit<Definition<World>, 'events' | 'workers' | 'onDuplicates'> {
  /** A namespace, which `defineEvents` gives, names the system in problem types and in the protocol of consumer groups. */
  readonly events: Definition<World>['events'] & { readonly namespace?: string }
  /** Shown on the OpenAPI page. */
  readonly title: string
  /** Shown there too; `0.1.0` unless told. */
  readonly version?: string
  /** What the types of the kit's own problems begin with; `urn:<namespace of its events>:problem:` unless told. */
  readonly problemTypes?: string
  readonly routes: (app: HttpApp, context: ServiceContext) => void
  readonly workers?: (context: ServiceContext) => readonly Worker[]
  readonly onDuplicates?: (context: ServiceContext) => (ids: readonly string[]) => void
}

/** What a running service has, and what it was configured with. */
export interface ServiceContext extends Context {
  readonly config: CommonConfig
}

export interface RunningService {
  /** `http://host:port` */
  readonly address: string
  /** Finishes what is in hand and closes everything, in order. */
  stop(): Promise<void>
}
