import type { Contracts } from '../events/contracts.ts'
import type { Tracer } from '../tracing/tracer.ts'
import type { Decider, WorkingSet } from '../types/decider.ts'
import type { Store } from '../types/store.ts'

/** A service as its shell sees it: a name, a table of decisions, and how its rows are kept. */
export interface Service<World extends { readonly [name: string]: WorkingSet }> {
  readonly name: string
  /** The `source` of its events; `/services/<name>` unless told. */
  readonly source?: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: each row of the table has its own data type, checked where the table is written
  readonly decide: Decider<World, any>
  readonly store: Store<World>
  readonly contracts: Contracts
  /** The clock and the source of event ids; tests and simulations bring their own. */
  readonly now: () => Date
  readonly newId: () => string
  /** How many shards its outbox has, as far as is known; 1 unless told. */
  readonly outboxShards?: (() => number) | undefined
  /** Records the creation of messages; none and nothing is recorded. */
  readonly tracer?: Tracer | undefined
}
