import type { EventType } from '@orderflow/events'

/** An event on its way to another stack. Its value's bytes are what lay on Kafka, and stay so. */
export interface Outgoing {
  readonly id: string
  readonly type: EventType
  /** `order` */
  readonly domain: string
  /** `order.created` */
  readonly name: string
  /** The Kafka key; null where the record had none. Events of one key keep their order where the target can. */
  readonly key: string | null
  /** All CloudEvents attributes by their names, without `ce_`; `id`, `type` and `specversion` among them. */
  readonly attributes: Readonly<Record<string, string>>
  readonly contentType: string
  readonly value: Buffer
}

/** What became of an event. */
export type Sent =
  /** The target has it for good: it would still be there if the server were killed now. */
  | { readonly status: 'confirmed' }
  /** The target will never take it. A stable code, and a sentence for the person who looks at it. */
  | { readonly status: 'refused'; readonly code: string; readonly detail: string }
  /** Whether the target has it is not known, or it has not: it is to be sent again. */
  | { readonly status: 'failed'; readonly detail: string }

/** An event that another stack published for this one. */
export interface Incoming {
  /** CloudEvents attributes by their names, without a prefix. */
  readonly attributes: Readonly<Record<string, string>>
  readonly contentType: string
  readonly value: Buffer
}

export type Taken =
  | { readonly status: 'taken' }
  | { readonly status: 'refused'; readonly code: string; readonly detail: string }

/** Takes a batch, one outcome each, in order. If it rejects, none was taken, and all come again. */
export type Handler = (messages: readonly Incoming[]) => Promise<readonly Taken[]>

export interface Subscription {
  /** Takes no more; resolves when what the handler has in hand is done and acknowledged. Bounded in time. */
  stop(): Promise<void>
}

/** A broker of another stack. Each adapter passes the same suite: `conformance.fixture.ts`. */
export interface Target {
  readonly name: string
  /**
   * Sends events, no two of which have the same key; one outcome each, in order. Connects by itself, and again when
   * the connection is lost. Never rejects, and is bounded in time: what is not confirmed by then has failed.
   */
  publish(events: readonly Outgoing[]): Promise<readonly Sent[]>
  /**
   * Takes what other stacks publish for this one, at least once each, bounded in flight; acknowledged once the handler
   * has resolved. What it refuses goes to the target's own dead letters with the reason. While the handler rejects,
   * messages come again after a rest; while the server is away, it is waited for.
   */
  subscribe(handler: Handler): Subscription
  /** Whether it is connected, as far as it knows. */
  readonly healthy: boolean
  /** Disconnects. Bounded in time. */
  close(): Promise<void>
}
